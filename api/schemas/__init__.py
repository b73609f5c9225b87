"""What goes in and out over HTTP, as marshmallow schemas; openapi.yaml is generated from them."""
