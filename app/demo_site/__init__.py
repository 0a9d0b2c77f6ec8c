"""The simulated community: drawn cameras and MQTT devices over real sockets."""
