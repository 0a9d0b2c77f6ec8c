"""RTSP client and server over asyncio."""
