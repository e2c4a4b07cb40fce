dnl SPDX-License-Identifier: MIT
dnl One line a feature; the rest of a plugin's build is its stanza in plugins/plugins.am.
OTK_PLUGIN([archives], [record sessions])
OTK_PLUGIN([trace], [hook: W3C trace context, one timed event per attempt])
OTK_PLUGIN([ratelimit], [hook: a token bucket for each project])

dnl The one plugin of ours that links a library of its own: left out by itself where that is missing.
PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 3.0], [], [
	AS_CASE([$enable_openssl],
		[yes|builtin], [AC_MSG_ERROR([--enable-openssl needs libcrypto 3: install libssl-dev (Debian)])],
		[enable_openssl=no])])
OTK_PLUGIN([openssl], [fast RS256 signer and encrypted archives, on libcrypto])
AS_IF([test "x$enable_openssl" = xbuiltin], [BUILTIN_REQUIRES="$BUILTIN_REQUIRES libcrypto"])
