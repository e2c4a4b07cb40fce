dnl SPDX-License-Identifier: MIT
dnl One line a feature; the rest of a plugin's build is its stanza in plugins/plugins.am.
OTK_PLUGIN([archives], [record sessions])
OTK_PLUGIN([broadcasts], [live streaming over HLS and RTMP])
OTK_PLUGIN([streams], [streams: layout classes, muting])
OTK_PLUGIN([connections], [who is in a session])
OTK_PLUGIN([signals], [messages to clients])
OTK_PLUGIN([sip], [telephones and SIP devices])
OTK_PLUGIN([renders], [web pages in a session (Experience Composer)])
OTK_PLUGIN([websocket], [sound over a WebSocket (Audio Connector)])
OTK_PLUGIN([captions], [live captions])
OTK_PLUGIN([storage], [where archives are uploaded to])
OTK_PLUGIN([projects], [projects of an account])
OTK_PLUGIN([applications], [applications of a Vonage account])
OTK_PLUGIN([migration], [move a session to other media servers])
OTK_PLUGIN([insights], [queries over the use of a project])
OTK_PLUGIN([callbacks], [what the platform tells you])
OTK_PLUGIN([trace], [hook: W3C trace context, one timed event per attempt])
OTK_PLUGIN([ratelimit], [hook: a token bucket for each project])

dnl The one plugin of ours that links a library of its own: left out by itself where that is missing.
PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 3.0], [], [
	AS_CASE([$enable_openssl],
		[yes|builtin], [AC_MSG_ERROR([--enable-openssl needs libcrypto 3: install libssl-dev (Debian)])],
		[enable_openssl=no])])
OTK_PLUGIN([openssl], [fast RS256 signer and encrypted archives, on libcrypto])
AS_IF([test "x$enable_openssl" = xbuiltin], [BUILTIN_LIBS="$BUILTIN_LIBS $CRYPTO_LIBS"])
