"""*Cluster*, on which administrators see nodes, images and backups."""
