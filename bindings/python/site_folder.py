# SPDX-License-Identifier: MIT
"""Prints the folder for packages of this interpreter below a prefix, for configure."""

import site
import sys
import sysconfig

prefix = sys.argv[1].rstrip("/")
own = [one for one in site.getsitepackages() if one.startswith(prefix + "/lib")]
base = {"base": prefix, "platbase": prefix, "installed_base": prefix}
path = own[0] if own else sysconfig.get_path("purelib", "posix_prefix", base)
print("${prefix}" + path[len(prefix) :] if path.startswith(prefix + "/") else path)
