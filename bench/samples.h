/* SPDX-License-Identifier: MIT */
/* A project, an application, and a session of each. */
#ifndef OTK_BENCH_SAMPLES_H
#define OTK_BENCH_SAMPLES_H

#define API_KEY "123456"
#define SECRET  "1234567890abcdef1234567890abcdef1234567890"
#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define APP_ID  "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"
#define APP_SESSION                                                     \
	"1_MX4yOWY3NjBmOC03Y2UxLTQ2YzktYWRlMy1mMmRlZGVlNGVkNWZ-fjE3MjY" \
	"0NjI1ODg2NDd-MTF4TGExYmJoelBlR1FHbVhzbWd4STBrfn5-"

#endif
