/* SPDX-License-Identifier: MIT */
/* The progress bar of a download, redrawn at most ten times a second; only on a terminal. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/clock.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/format.h"
#include "tools/otk/terminal/progress.h"

#define BAR_WIDTH   30
#define INTERVAL_MS 100

void otk_cli_progress_start(otk_cli_progress *progress, otk_cli *cli, int64_t began_at)
{
	*progress = (otk_cli_progress){.cli = cli,
		.started_ms = otk_cli_now_ms(),
		.began_at = began_at,
		.on = isatty(STDERR_FILENO) && !cli->json};
}

static void draw_bar(const otk_cli_progress *progress, int64_t now, int64_t done, int64_t total)
{
	otk_cli scratch = {0}; /* owns the texts of this drawing */
	int64_t ms = now - progress->started_ms;
	const char *rate = otk_cli_format_bytes(
		&scratch, ms > 0 ? (done - progress->began_at) * 1000 / ms : 0);
	const char *size = otk_cli_format_bytes(&scratch, done);

	if (total > 0) {
		int filled = (int)(done * BAR_WIDTH / total);
		char bar[BAR_WIDTH + 1];

		memset(bar, ' ', BAR_WIDTH);
		memset(bar, '#',
			(size_t)(filled < 0           ? 0
				 : filled > BAR_WIDTH ? BAR_WIDTH
						      : filled));
		bar[BAR_WIDTH] = '\0';
		fprintf(stderr, "\r[%s] %3d%%  %s of %s  %s/s\033[K", bar,
			(int)(done * 100 / total), size, otk_cli_format_bytes(&scratch, total),
			rate);
	} else {
		fprintf(stderr, "\r%s  %s/s\033[K", size, rate);
	}
	otk_cli_release(&scratch);
}

otk_status otk_cli_progress_show(void *userdata, int64_t done, int64_t total)
{
	otk_cli_progress *progress = userdata;
	int64_t now = otk_cli_now_ms();
	bool last = total > 0 && done >= total;

	if (!progress->on || (now - progress->shown_ms < INTERVAL_MS && !last))
		return OTK_OK;
	progress->shown_ms = now;
	draw_bar(progress, now, done, total);
	return OTK_OK;
}

void otk_cli_progress_end(otk_cli_progress *progress)
{
	if (progress->on && progress->shown_ms)
		fputs("\n", stderr);
}
