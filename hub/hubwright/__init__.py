"""What Hubwright adds to JupyterHub: logins from a mounted user directory, and choices limited to groups."""
