dnl SPDX-License-Identifier: MIT
dnl Refuses options of configure that contradict each other, before configure looks for anything. An
dnl option that was not given has an empty variable here.
for otk_name in all_plugins m4_esyscmd_s([sh packaging/plugins.sh names | tr '\n' ' '])
do
	AS_CASE([$otk_name], [all_plugins], [otk_option=all-plugins], [otk_option=$otk_name])
	eval "otk_value=\$enable_$otk_name"
	AS_CASE([$enable_shared/$otk_value],
		[no/yes], [AC_MSG_ERROR(
			[--enable-$otk_option=yes makes a shared library: use --enable-$otk_option=builtin, or leave out --disable-shared])],
		[*/yes|*/no|*/builtin|*/], [],
		[AC_MSG_ERROR([--enable-$otk_option takes yes, no or builtin])])
done
dnl fleetlimit needs redis, which is built as fleetlimit is, unless it is named.
AS_CASE([${enable_redis+set}/$enable_fleetlimit], [/yes|/no|/builtin], [enable_redis=$enable_fleetlimit])
AS_CASE([$with_hiredis/$enable_redis],
	[no/yes|no/builtin], [AC_MSG_ERROR([the plugin redis needs hiredis: leave out --without-hiredis])])
AS_CASE([$enable_redis/$enable_fleetlimit],
	[no/yes|no/builtin], [AC_MSG_ERROR(
		[the plugin fleetlimit needs the plugin redis: leave out --disable-redis])])
AS_CASE([$enable_shared/$with_python],
	[no/|no/no|no/auto], [],
	[no/*], [AC_MSG_ERROR([--with-python needs the shared library: leave out --disable-shared])])
