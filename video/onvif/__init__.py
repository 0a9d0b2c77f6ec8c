"""ONVIF cameras that turn: their device, media and PTZ services over SOAP 1.2, and one drive for each camera."""
