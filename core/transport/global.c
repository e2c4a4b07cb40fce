/* SPDX-License-Identifier: MIT */
/* What is made once for a process: the only global state of the transport, behind one lock. */
#include "config.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/status.h"
#include "core/transport/internal.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char library[32];
static bool started; /* never undone: other users of libcurl may be in the process */

/*
 * The id of this process, in a page that is wiped in a forked child: to look there costs nothing,
 * getpid() would be a system call, several times a call. NULL: there is no such page.
 */
static _Atomic pid_t *process;

static void make_page(void)
{
#ifdef MADV_WIPEONFORK
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	if (madvise(page, size, MADV_WIPEONFORK))
		munmap(page, size);
	else
		process = page;
#endif
}

pid_t otk_process(void)
{
	pid_t id = process ? atomic_load_explicit(process, memory_order_relaxed) : 0;

	if (id)
		return id;
	id = getpid();
	if (process)
		atomic_store_explicit(process, id, memory_order_relaxed);
	return id;
}

static otk_status start(otk_error *error)
{
	const curl_version_info_data *version;

	if (started)
		return OTK_OK;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return otk_fail(error, OTK_E_UNSUPPORTED, "libcurl could not be started");
	started = true;
	make_page();
	version = curl_version_info(CURLVERSION_NOW);
	snprintf(library, sizeof(library), "libcurl/%s", version->version);
	if (!(version->features & CURL_VERSION_SSL))
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"this libcurl (%s) has no TLS: install one that has", version->version);
	return OTK_OK;
}

otk_status otk_global_init(otk_error *error)
{
	otk_status status;

	pthread_mutex_lock(&lock);
	status = start(error);
	pthread_mutex_unlock(&lock);
	return status;
}

const char *otk_transport_library(void)
{
	/* Written once, under the lock, and never again. */
	return otk_global_init(NULL) && !library[0] ? "libcurl" : library;
}
