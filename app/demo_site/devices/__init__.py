"""The demo devices: real MQTT clients with the habits of real controllers."""
