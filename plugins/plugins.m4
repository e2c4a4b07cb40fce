dnl SPDX-License-Identifier: MIT
dnl One line a feature; the rest of a plugin's build is its stanza in plugins/plugins.am.
OTK_PLUGIN([archives], [record sessions])
