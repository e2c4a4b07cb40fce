/* SPDX-License-Identifier: MIT */
/*
 * A hook as an author wrote it for plugin ABI 1.0, which had no after_complete. tests/abi/frozen.sh
 * compiles it with the headers of that time, and has it as a binary.
 */
#include <otk/plugin.h>

#include <stdlib.h>

typedef struct old {
	const otk_host *host;
	int attempts;
} old;

static otk_status open_old(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	old *self = calloc(1, sizeof(*self));

	(void)client, (void)settings;
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	self->host = host;
	*state = self;
	return OTK_OK;
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	old *self = state;

	(void)wait_ms;
	self->attempts++;
	return self->host->call_set_header(attempt->call, "X-Old", "yes", error)
		       ? OTK_VERDICT_REFUSE
		       : OTK_VERDICT_GO;
}

/* This follows the hooks in memory but is not part of them: a host that reads on would call it. */
static const struct {
	otk_hooks hooks;
	void *next;
} table = {{.struct_size = sizeof(otk_hooks), .before_send = before_send}, (void *)1};

static const otk_plugin plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.old", .version = "1.0", .license = "MIT",
		.summary = "an old hook", .open = open_old, .close = free, .hooks = &table.hooks);

OTK_PLUGIN(old, plugin)
