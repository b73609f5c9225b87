"""The engine of Second Source: who, independently, says so? It knows nothing of HTTP."""
