dnl SPDX-License-Identifier: MIT
dnl The Python package is installed if there is a Python 3.9 or later. /usr/bin comes first, because the
dnl cffi and the pytest of a distribution belong to its own interpreter.
AC_ARG_WITH([python],
	[AS_HELP_STRING([--with-python=PROGRAM], [install the Python package, for this interpreter])],
	[], [with_python=auto])
dnl The package loads the shared libraries of the client.
AS_IF([test "x$enable_client" = xno], [with_python=no])
AS_IF([test "x$enable_shared" = xno], [with_python=no])
PYTHON=
AS_CASE([$with_python],
	[no], [],
	[auto|yes], [AC_PATH_PROG([PYTHON], [python3], [], [/usr/bin$PATH_SEPARATOR$PATH])],
	[PYTHON=$with_python])
otk_python_test='import sys; sys.exit(sys.version_info < (3, 9))'
AS_IF([test "x$PYTHON" != x && "$PYTHON" -c "$otk_python_test" 2>/dev/null], [], [
	AS_CASE([$with_python], [no|auto], [],
		[AC_MSG_ERROR([--with-python needs a Python 3.9 or later: install python3, or name its program])])
	PYTHON=
])
dnl A folder of this interpreter below the prefix, or the usual one.
AC_ARG_VAR([pythondir], [folder of the Python package, instead of the interpreter's own])
AS_IF([test "x$PYTHON" != x && test "x$pythondir" = x], [
	otk_prefix=$prefix
	test "x$otk_prefix" != xNONE || otk_prefix=$ac_default_prefix
	pythondir=`"$PYTHON" "$srcdir/bindings/python/site_folder.py" "$otk_prefix"` ||
		AC_MSG_ERROR([$PYTHON cannot say where packages are installed; set pythondir])
])
AC_SUBST([PYTHON])
AC_SUBST([pythondir])
AM_CONDITIONAL([WITH_PYTHON], [test "x$PYTHON" != x])
