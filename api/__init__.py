"""Second Source over HTTP and on the command line; all knowledge is in `scoring`."""
