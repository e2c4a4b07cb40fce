/* SPDX-License-Identifier: MIT */
/* The script that the server runs: everything that the fleet shares is read and changed here. */
#ifndef OTK_FLEETLIMIT_SCRIPT_H
#define OTK_FLEETLIMIT_SCRIPT_H

/*
 * KEYS: a hash and a sorted set. The hash has "cool", the server's time until which the fleet
 * pauses, "born", the time of its creation, and an entry "window:tokens:processes" for each window:
 * the tokens granted in it, and the number of processes that have ordered some. The set has the
 * processes with the time at which their leases end, and the hash an entry "r" and the id of a
 * process: its tokens for one window.
 *
 * ARGV: the operation; the length of a window; the limit; the id of the process; the time, or 0 for
 * the server's clock. Then
 *   lease: first window or 0, count, want_first, want_next, leased_to, server_limit_ms, holders,
 *          random number below 2^20
 *   back:  1 if the process ends, else 0; then pairs of window and tokens
 *   cool:  ms; channel
 *
 * A process that orders a window for the first time gets at most an equal part of what is left for
 * the processes that have not ordered it yet, rounded at random. A process that orders it again
 * gets a smaller part, which grows with the time that has passed in the window; after all have
 * ordered it, any process gets what is left. In later windows, 3 % are kept for new processes. A
 * server that has just started knows too few processes, so it uses the number that the process
 * reports. The tokens of a process whose leases have ended stay reserved for 30 s: it may have lost
 * only its connection to the server.
 */
static const char fleet_script[] =
	"local call, num, max, min, floor = redis.call, tonumber, math.max, math.min, math.floor\n"
	"local function text(x) return string.format('%.0f', x) end\n"
	"local op, len, limit, id = ARGV[1], num(ARGV[2]), num(ARGV[3]), ARGV[4]\n"
	"local now = num(ARGV[5])\n"
	"if now == 0 then\n"
	"local t = call('TIME')\n"
	"now = t[1] * 1000 + floor(t[2] / 1000)\n"
	"end\n"
	"local state, set = KEYS[1], KEYS[2]\n"
	"local cur = floor(now / len)\n"
	"local function load(x)\n"
	"local v = call('HGET', state, x % 128)\n"
	"if v then\n"
	"local n, g, s = string.match(v, '^(%d+):(%d+):(%d+)$')\n"
	"if num(n) == x then return num(g), num(s) end\n"
	"end\n"
	"return 0, 0\n"
	"end\n"
	"local function store(x, g, s)\n"
	"call('HSET', state, x % 128, string.format('%.0f:%.0f:%.0f', x, g, s))\n"
	"end\n"
	"local function keep()\n"
	"call('PEXPIRE', state, 60000 + len * 128)\n"
	"call('PEXPIRE', set, 60000 + len * 128)\n"
	"end\n"
	"local cool = num(call('HGET', state, 'cool') or '0') - now\n"
	"if op == 'cool' then\n"
	"local ms = num(ARGV[6])\n"
	"if ms > cool then\n"
	"call('HSET', state, 'cool', text(now + ms))\n"
	"call('PUBLISH', ARGV[7], text(ms))\n"
	"keep()\n"
	"end\n"
	"return 0\n"
	"end\n"
	"if op == 'back' then\n"
	"for i = 7, #ARGV, 2 do\n"
	"local x = num(ARGV[i])\n"
	"local g, s = load(x)\n"
	"if x >= cur and g > 0 then\n"
	"if x > cur then s = max(0, s - 1) end\n"
	"store(x, max(0, g - num(ARGV[i + 1])), s)\n"
	"end\n"
	"end\n"
	"if ARGV[6] == '1' then\n"
	"call('ZREM', set, id)\n"
	"call('HDEL', state, 'r' .. id)\n"
	"end\n"
	"return 0\n"
	"end\n"
	"local first, count = num(ARGV[6]), num(ARGV[7])\n"
	"local had, last = num(ARGV[10]), num(ARGV[11])\n"
	"local dice = num(ARGV[13]) / 1048576\n"
	"if first < cur then\n"
	"if first > 0 then count = count - (cur - first) end\n"
	"first = cur\n"
	"end\n"
	"count = max(1, min(count, 33))\n"
	"first = min(first, cur + 33)\n"
	"if last > 0 and now > last then count = 0 end\n"
	"local old = call('ZRANGEBYSCORE', set, '-inf', text(now),\n"
	"'WITHSCORES')\n"
	"local gone, free = 0, 0\n"
	"for i = 1, #old, 2 do\n"
	"local who = old[i]\n"
	"if num(old[i + 1]) < now - 30000 then\n"
	"call('ZREM', set, who)\n"
	"call('HDEL', state, 'r' .. who)\n"
	"elseif who ~= id then\n"
	"gone = gone + 1\n"
	"free = free + num(call('HGET', state, 'r' .. who) or '0')\n"
	"end\n"
	"end\n"
	"if count > 0 then\n"
	"local till = max(had, first + count) + 2\n"
	"call('ZADD', set, text(till * len), id)\n"
	"end\n"
	"local born = num(call('HGET', state, 'born') or '0')\n"
	"if born == 0 then\n"
	"born = now\n"
	"call('HSET', state, 'born', text(now))\n"
	"end\n"
	"local n = call('ZCARD', set) - gone\n"
	"if now - born < len * 34 then n = max(n, num(ARGV[12])) end\n"
	"local out = {text(now), n, max(0, math.ceil(cool)), first}\n"
	"local new, sum = 0, 0\n"
	"for i = 0, count - 1 do\n"
	"local x = first + i\n"
	"local want = num(i == 0 and ARGV[8] or ARGV[9])\n"
	"local g, s = load(x)\n"
	"local left = limit - g - free\n"
	"if x > cur + 1 then left = left - floor(limit * 3 / 100) end\n"
	"local rest = n - s\n"
	"if x > had then\n"
	"s = s + 1\n"
	"if rest > 1 then left = floor(left / rest + dice) end\n"
	"elseif rest > 0 then\n"
	"local part = 1 / (rest + 1)\n"
	"if x == cur then part = max(part, now % len / len) end\n"
	"left = floor(left * part + dice)\n"
	"end\n"
	"dice = (dice + 0.618034) % 1\n"
	"local got = max(0, min(want, left, limit - g))\n"
	"if x > had then new, sum = new + 1, sum + got end\n"
	"store(x, g + got, s)\n"
	"out[#out + 1] = got\n"
	"out[#out + 1] = g + got\n"
	"end\n"
	"if new > 0 then call('HSET', state, 'r' .. id, floor(sum / new)) end\n"
	"keep()\n"
	"return out\n";

#endif
