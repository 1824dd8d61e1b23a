"""Files of a node, each put in place whole or not at all."""

import os
import shutil


def replace(source, target, mode):
    new = target.parent / f".{target.name}.new"
    shutil.copyfile(str(source), str(new))
    new.chmod(mode)
    sync(new)
    new.rename(target)


def write(path, text, mode=0o600):
    new = path.parent / f".{path.name}.new"
    with open(str(new), "w", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(text)
    new.chmod(mode)
    sync(new)
    new.rename(path)


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path))
    elif path.exists():
        path.unlink()


def sync(path):
    descriptor = os.open(str(path), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
