"""How the gateway is spoken on the wire: SOAP 1.1, document/literal wrapped. Pure: bytes in, values out, and back."""
