/* SPDX-License-Identifier: MIT */
/*
 * Hello world: one page that joins a session. Each visitor gets a token of its own.
 *
 *   OTK_API_KEY=… OTK_API_SECRET=… ./hello
 */
#include "web.h"

static void show_start(web_request *request)
{
	web_begin(request, "Hello");
	fprintf(request->out,
		"<p>Open this page in a second window, or send its address to somebody on this "
		"machine: everybody who has it is in the same session.</p>\n");
	if (web_join(request, OTK_ROLE_PUBLISHER, NULL))
		web_end(request);
}

int main(void)
{
	static const web_route routes[] = {{"GET", "/", show_start}, {0}};

	return web_serve(routes);
}
