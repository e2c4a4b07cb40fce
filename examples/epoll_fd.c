/* SPDX-License-Identifier: MIT */
/*
 * The shortest way into an event loop (Linux): one descriptor that is readable whenever the client
 * has something to do, timeouts included.
 *
 *   cc epoll_fd.c $(pkg-config --cflags --libs otk)
 */
#include <sys/epoll.h>
#include <unistd.h>

#include "calls.h"

static void finished(work *all)
{
	*(int *)all->loop = 0;
}

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	int running = 1;
	work all = {.client = make_client(), .finished = finished, .loop = &running};
	int loop = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = {.events = EPOLLIN};
	int fd = all.client ? otk_client_fd(all.client, &error) : -1;

	if (fd < 0 || loop < 0 || epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) || submit_all(&all))
		return 1;
	while (running && epoll_wait(loop, &event, 1, -1) >= 0)
		if (otk_client_run(all.client, 0, NULL, &error)) {
			fprintf(stderr, "%s\n", error.message);
			break;
		}
	otk_client_free(all.client);
	close(loop);
	return all.failed || running;
}
