# SPDX-License-Identifier: MIT
# fish completion for otk: the tool prints the script, which asks the installed plugins
otk completion fish | source
