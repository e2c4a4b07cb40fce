dnl SPDX-License-Identifier: MIT
dnl The one list of plugins: a name (also that of the folder), a line for configure --help, and the
dnl prefix of the variables of a library that it links. OTK_FEATURE: operations of the service.
dnl OTK_PLUGIN: hooks and signers. OTK_USES: a plugin calls operations or functions of another one, so its
dnl package depends on that of the other. plugins/stanzas.sh makes the rules of the makefile from this file.
OTK_FEATURE([archives], [record sessions])
OTK_FEATURE([broadcasts], [live streaming over HLS and RTMP])
OTK_FEATURE([streams], [list, arrange and mute streams])
OTK_FEATURE([connections], [connections of a session])
OTK_FEATURE([signals], [messages to clients])
OTK_FEATURE([sip], [calls to telephones and SIP devices])
OTK_FEATURE([renders], [web pages in a session (Experience Composer)])
OTK_FEATURE([websocket], [audio over a WebSocket (Audio Connector)])
OTK_FEATURE([captions], [live captions])
OTK_FEATURE([storage], [upload of archives to your own storage])
OTK_FEATURE([projects], [projects of an account])
OTK_FEATURE([applications], [applications of a Vonage account])
OTK_FEATURE([migration], [move a session to other media servers])
OTK_FEATURE([insights], [GraphQL queries over the usage of a project])
OTK_FEATURE([reports], [usage reports of a Vonage account])
OTK_FEATURE([callbacks], [receive and register callbacks])
OTK_PLUGIN([trace], [hook: W3C trace context, one timed event per attempt])
OTK_PLUGIN([ratelimit], [hook: a token bucket for each project])
OTK_PLUGIN([structs], [layouts of the public structs, for bindings])

OTK_PLUGIN([metrics], [hook: metrics and traces (Prometheus, OpenTelemetry)], [CURL])

dnl Plugins that link a library are left out when the library is missing.
PKG_CHECK_MODULES([CRYPTO], [libcrypto >= 3.0], [], [
	AS_CASE([$enable_openssl],
		[yes|builtin], [AC_MSG_ERROR([--enable-openssl needs libcrypto 3: install libssl-dev (Debian)])],
		[enable_openssl=no])])
OTK_PLUGIN([openssl], [fast RS256 signer and encrypted archives, on libcrypto], [CRYPTO])
AS_IF([test "x$enable_openssl" = xbuiltin], [BUILTIN_LIBS="$BUILTIN_LIBS $CRYPTO_LIBS"])

dnl Only the protocol of hiredis is used; TLS is that of GnuTLS.
AC_ARG_WITH([hiredis],
	[AS_HELP_STRING([--without-hiredis], [leave out the plugins redis and fleetlimit (default: auto)])],
	[], [with_hiredis=auto])
HIREDIS_CFLAGS= HIREDIS_LIBS=
AS_CASE([$with_hiredis/$enable_redis],
	[no/*|*/no], [enable_redis=no],
	[PKG_CHECK_MODULES([HIREDIS], [hiredis >= 0.14], [
		HIREDIS_CFLAGS="$HIREDIS_CFLAGS $GNUTLS_CFLAGS"
		HIREDIS_LIBS="$HIREDIS_LIBS $GNUTLS_LIBS"], [
		AS_CASE([$with_hiredis/$enable_redis],
			[yes/*|*/yes|*/builtin], [AC_MSG_ERROR(
				[the plugin redis needs hiredis: install libhiredis-dev (Debian)])],
			[*/], [enable_redis=no])])])
AS_CASE([$enable_redis/$enable_fleetlimit], [no/], [enable_fleetlimit=no])
OTK_PLUGIN([redis], [connections to Valkey or Redis, for other plugins], [HIREDIS])
AS_IF([test "x$enable_redis" = xbuiltin], [BUILTIN_LIBS="$BUILTIN_LIBS $HIREDIS_LIBS"])
OTK_PLUGIN([fleetlimit], [hook: one limit for all processes of a fleet])
OTK_USES([fleetlimit], [redis])

OTK_PLUGIN([sync], [copies of all archives in a folder], [GNUTLS])
OTK_USES([sync], [archives])
AS_IF([test "x$enable_sync" = xbuiltin], [BUILTIN_LIBS="$BUILTIN_LIBS $GNUTLS_LIBS"])
PKG_CHECK_MODULES([LIBZIP], [libzip >= 1.5], [], [
	AS_CASE([$enable_manifest],
		[yes|builtin], [AC_MSG_ERROR([--enable-manifest needs libzip: install libzip-dev (Debian)])],
		[enable_manifest=no])])
OTK_PLUGIN([manifest], [files of an individual archive, with libzip], [LIBZIP])
AS_IF([test "x$enable_manifest" = xbuiltin], [BUILTIN_LIBS="$BUILTIN_LIBS $LIBZIP_LIBS"])
