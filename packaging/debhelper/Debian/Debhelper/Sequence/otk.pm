# SPDX-License-Identifier: MIT
use warnings;
use strict;
use Debian::Debhelper::Dh_Lib;

insert_after('dh_install', 'dh_otk');

1;
