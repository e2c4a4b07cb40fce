/* SPDX-License-Identifier: MIT */
/* The response to archives.list with 1000 archives, the same in every run. */
#include "config.h"

#include "bench/page.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_MAX ((size_t)1024 * 1024)

static uint32_t seed = 1;

static uint32_t any(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static size_t put_archive(char *text, size_t capacity, int i)
{
	static const char *const statuses[] = {"available", "uploaded", "expired", "stopped"};
	static const char *const sizes[] = {"640x480", "1280x720", "1920x1080"};
	const uint32_t a = any(UINT32_C(0xffffff)), b = any(65536), status = any(4);

	return (size_t)snprintf(text, capacity,
		"%s{\"id\":\"%08x-%04x-4c1b-9d3e-%012x\",\"status\":\"%s\","
		"\"name\":\"Lecture %d \\\"week %u\\\" caf\xc3\xa9\",\"reason\":\"%s\","
		"\"sessionId\":\"2_MX40NzIwMzIxMn5-MTQzMjAxMjg5NTU3M35-%"
		"08xcHZmNmUyT3JNVGVPUXh3cHlWc3Z-QX4kIzAxMjM0NTY\","
		"\"projectId\":47203212,\"createdAt\":%" PRId64 ",\"size\":%u,\"duration\":%u,"
		"\"outputMode\":\"composed\",\"streamMode\":\"auto\",\"hasAudio\":true,"
		"\"hasVideo\":%s,\"multiArchiveTag\":\"room-%04x\",\"sha256sum\":\"%08x%08x%08x%"
		"08xe3b0c44298fc1c14%016x\","
		"\"password\":\"\",\"updatedAt\":%" PRId64 ",\"resolution\":\"%s\","
		"\"url\":%s%s%s,\"partnerId\":47203212}",
		i ? "," : "", a, b, a ^ b, statuses[status], i, any(52),
		any(3) ? "session ended" : "", a, INT64_C(1432012895000) + i * 77, any(1u << 30),
		any(7200), any(5) ? "true" : "false", b, a, b, a * 3, b * 5, a ^ (b << 7),
		INT64_C(1432012899000) + i * 79, sizes[any(3)], status ? "" : "\"",
		status ? "null"
		       : "https://archives.example.com/47203212/a/archive.mp4?Expires=1432013495&"
			 "Signature=h4KQ0JtPq3r8VwYg",
		status ? "" : "\"");
}

char *bench_page(size_t *size)
{
	char *text = malloc(PAGE_MAX);
	size_t used;

	if (!text)
		return NULL;
	used = (size_t)snprintf(text, PAGE_MAX, "{\"count\":%d,\"items\":[", BENCH_PAGE_ITEMS * 3);
	for (int i = 0; i < BENCH_PAGE_ITEMS; i++)
		used += put_archive(text + used, PAGE_MAX - used, i);
	used += (size_t)snprintf(text + used, PAGE_MAX - used, "]}");
	*size = used;
	return text;
}
