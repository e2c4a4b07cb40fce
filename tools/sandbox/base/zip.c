/* SPDX-License-Identifier: MIT */
/* Writes ZIP files without compression. */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "tools/sandbox/base/zip.h"

#define LOCAL_HEADER   UINT32_C(0x04034b50)
#define CENTRAL_HEADER UINT32_C(0x02014b50)
#define END_HEADER     UINT32_C(0x06054b50)

enum { ZIP_VERSION = 20, DATE_1980 = 0x21 };

/* The CRC-32 of ISO 3309, bit by bit: the files are small. */
static uint32_t crc_of(const unsigned char *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
	}
	return ~crc;
}

/* Adds a number with the least significant byte first. */
static void add_number(sandbox_bytes *to, uint32_t number, size_t width)
{
	unsigned char bytes[4];

	for (size_t i = 0; i < width; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	sandbox_bytes_add(to, bytes, width);
}

/* The part that the header of an entry and its line of the directory have in common. */
static void add_common(sandbox_bytes *to, uint32_t crc, size_t size, size_t name_size)
{
	add_number(to, ZIP_VERSION, 2);
	add_number(to, 0, 2); /* flags */
	add_number(to, 0, 2); /* method: stored */
	add_number(to, 0, 2); /* time */
	add_number(to, DATE_1980, 2);
	add_number(to, crc, 4);
	add_number(to, (uint32_t)size, 4); /* compressed */
	add_number(to, (uint32_t)size, 4);
	add_number(to, (uint32_t)name_size, 2);
	add_number(to, 0, 2); /* extra field */
}

void sandbox_zip_add(sandbox_zip *zip, const char *name, const void *data, size_t size)
{
	const uint32_t offset = (uint32_t)zip->file.size;
	const uint32_t crc = crc_of(data, size);
	const size_t name_size = strlen(name);

	add_number(&zip->file, LOCAL_HEADER, 4);
	add_common(&zip->file, crc, size, name_size);
	sandbox_bytes_add(&zip->file, name, name_size);
	sandbox_bytes_add(&zip->file, data, size);
	add_number(&zip->directory, CENTRAL_HEADER, 4);
	add_number(&zip->directory, ZIP_VERSION, 2); /* made by */
	add_common(&zip->directory, crc, size, name_size);
	add_number(&zip->directory, 0, 2); /* comment */
	add_number(&zip->directory, 0, 2); /* disk */
	add_number(&zip->directory, 0, 2); /* internal attributes */
	add_number(&zip->directory, 0, 4); /* external attributes */
	add_number(&zip->directory, offset, 4);
	sandbox_bytes_add(&zip->directory, name, name_size);
	zip->count++;
}

sandbox_bytes sandbox_zip_finish(sandbox_zip *zip)
{
	const uint32_t offset = (uint32_t)zip->file.size;
	sandbox_bytes whole = zip->file;

	sandbox_bytes_add(&whole, zip->directory.data, zip->directory.size);
	add_number(&whole, END_HEADER, 4);
	add_number(&whole, 0, 2); /* this disk */
	add_number(&whole, 0, 2); /* disk of the directory */
	add_number(&whole, zip->count, 2);
	add_number(&whole, zip->count, 2);
	add_number(&whole, (uint32_t)zip->directory.size, 4);
	add_number(&whole, offset, 4);
	add_number(&whole, 0, 2); /* comment */
	sandbox_bytes_free(&zip->directory);
	*zip = (sandbox_zip){0};
	return whole;
}
