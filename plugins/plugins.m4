dnl SPDX-License-Identifier: MIT
dnl One line a feature; the rest of a plugin's build is its stanza in plugins/plugins.am.
OTK_PLUGIN([archives], [record sessions])
OTK_PLUGIN([trace], [hook: W3C trace context, one timed event per attempt])
OTK_PLUGIN([ratelimit], [hook: a token bucket for each project])
