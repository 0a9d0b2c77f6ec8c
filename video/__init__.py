"""Streams, decoding, rings, recording and playback, without Qt."""
