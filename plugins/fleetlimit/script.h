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
 * A process that orders a window for the first time gets at most an equal part of what is left
 * for the processes that have not ordered it yet, rounded at random. After all have ordered,
 * anyone gets more; before, the more of the window has passed, the more. Later windows keep 3 % for processes that come meanwhile. A server that has
 * just started knows too few processes, so it believes the number that the process reports. What a
 * process had that has vanished is kept free for 30 s: it may have lost only the server.
 */
static const char fleet_script[] =
	"local op, len, limit, id = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]\n"
	"local now = tonumber(ARGV[5])\n"
	"if now == 0 then\n"
	"  local t = redis.call('TIME')\n"
	"  now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
	"end\n"
	"local state, set = KEYS[1], KEYS[2]\n"
	"local current = math.floor(now / len)\n"
	"local function load(x)\n"
	"  local v = redis.call('HGET', state, x % 128)\n"
	"  if v then\n"
	"    local n, g, s = string.match(v, '^(%d+):(%d+):(%d+)$')\n"
	"    if tonumber(n) == x then return tonumber(g), tonumber(s) end\n"
	"  end\n"
	"  return 0, 0\n"
	"end\n"
	"local function store(x, g, s)\n"
	"  redis.call('HSET', state, x % 128, string.format('%.0f:%.0f:%.0f', x, g, s))\n"
	"end\n"
	"local function keep()\n"
	"  redis.call('PEXPIRE', state, 60000 + len * 128)\n"
	"  redis.call('PEXPIRE', set, 60000 + len * 128)\n"
	"end\n"
	"local cool = tonumber(redis.call('HGET', state, 'cool') or '0') - now\n"
	"if op == 'cool' then\n"
	"  local ms = tonumber(ARGV[6])\n"
	"  if ms > cool then\n"
	"    redis.call('HSET', state, 'cool', string.format('%.0f', now + ms))\n"
	"    redis.call('PUBLISH', ARGV[7], string.format('%.0f', ms))\n"
	"    keep()\n"
	"  end\n"
	"  return 0\n"
	"end\n"
	"if op == 'back' then\n"
	"  for i = 7, #ARGV, 2 do\n"
	"    local x = tonumber(ARGV[i])\n"
	"    local g, s = load(x)\n"
	"    if x >= current and g > 0 then\n"
	"      if x > current then s = math.max(0, s - 1) end\n"
	"      store(x, math.max(0, g - tonumber(ARGV[i + 1])), s)\n"
	"    end\n"
	"  end\n"
	"  if ARGV[6] == '1' then\n"
	"    redis.call('ZREM', set, id)\n"
	"    redis.call('HDEL', state, 'r' .. id)\n"
	"  end\n"
	"  return 0\n"
	"end\n"
	"local first, count = tonumber(ARGV[6]), tonumber(ARGV[7])\n"
	"local leased_to, last = tonumber(ARGV[10]), tonumber(ARGV[11])\n"
	"local dice = tonumber(ARGV[13]) / 1048576\n"
	"if first < current then\n"
	"  if first > 0 then count = count - (current - first) end\n"
	"  first = current\n"
	"end\n"
	"count = math.max(1, math.min(count, 33))\n"
	"first = math.min(first, current + 33)\n"
	"if last > 0 and now > last then count = 0 end\n"
	"local vanished = redis.call('ZRANGEBYSCORE', set, '-inf', string.format('%.0f', now),\n"
	"  'WITHSCORES')\n"
	"local gone, free = 0, 0\n"
	"for i = 1, #vanished, 2 do\n"
	"  local who = vanished[i]\n"
	"  if tonumber(vanished[i + 1]) < now - 30000 then\n"
	"    redis.call('ZREM', set, who)\n"
	"    redis.call('HDEL', state, 'r' .. who)\n"
	"  elseif who ~= id then\n"
	"    gone = gone + 1\n"
	"    free = free + tonumber(redis.call('HGET', state, 'r' .. who) or '0')\n"
	"  end\n"
	"end\n"
	"if count > 0 then\n"
	"  local till = math.max(leased_to, first + count) + 2\n"
	"  redis.call('ZADD', set, string.format('%.0f', till * len), id)\n"
	"end\n"
	"local born = tonumber(redis.call('HGET', state, 'born') or '0')\n"
	"if born == 0 then\n"
	"  born = now\n"
	"  redis.call('HSET', state, 'born', string.format('%.0f', now))\n"
	"end\n"
	"local n = redis.call('ZCARD', set) - gone\n"
	"if now - born < len * 34 then n = math.max(n, tonumber(ARGV[12])) end\n"
	"local reply = {string.format('%.0f', now), n, math.max(0, math.ceil(cool)), first}\n"
	"local fresh, sum = 0, 0\n"
	"for i = 0, count - 1 do\n"
	"  local x = first + i\n"
	"  local want = tonumber(i == 0 and ARGV[8] or ARGV[9])\n"
	"  local g, s = load(x)\n"
	"  local left = limit - g - free\n"
	"  if x > current + 1 then left = left - math.floor(limit * 3 / 100) end\n"
	"  local others = n - s\n"
	"  if x > leased_to then\n"
	"    s = s + 1\n"
	"    if others > 1 then left = math.floor(left / others + dice) end\n"
	"  elseif others > 0 then\n"
	"    local part = 1 / (others + 1)\n"
	"    if x == current then part = math.max(part, now % len / len) end\n"
	"    left = math.floor(left * part + dice)\n"
	"  end\n"
	"  dice = (dice + 0.618034) % 1\n"
	"  local got = math.max(0, math.min(want, left, limit - g))\n"
	"  if x > leased_to then fresh, sum = fresh + 1, sum + got end\n"
	"  store(x, g + got, s)\n"
	"  reply[#reply + 1] = got\n"
	"  reply[#reply + 1] = g + got\n"
	"end\n"
	"if fresh > 0 then redis.call('HSET', state, 'r' .. id, math.floor(sum / fresh)) end\n"
	"keep()\n"
	"return reply\n";

#endif
