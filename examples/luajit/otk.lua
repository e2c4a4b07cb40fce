-- SPDX-License-Identifier: MIT
-- otk for LuaJIT: a whole binding on the description of the plugins (doc/bindings.md). Needs lua-cjson.
--
--   local otk = require 'otk'
--   local client = otk.client {api_key = '123456', api_secret = '…'}
--   print(client.archives.start {session_id = session, name = 'standup'}.status)
local ffi, json = require 'ffi', require 'cjson'

ffi.cdef [[
const char *otk_status_name(int status);
void otk_free(const void *returned);
int otk_describe(void *client, const char *operation, char **json, void *error);
void *otk_client_new(const void *options, void *error);
void otk_client_free(void *client);
void *otk_call_new_json(void *client, const char *operation, const char *json, void *error);
int otk_call_perform(void *call, void **result, void *error);
const char *otk_record_json(const void *record, size_t *size);
]]
local lib = ffi.load(os.getenv 'OTK_LIBRARY' or 'libotk.so.0')

-- The description: operations by name and alias, features, types. A NULL client is enough for it.
local out = ffi.new 'char *[1]'
assert(lib.otk_describe(nil, nil, out, nil) == 0, 'otk_describe failed')
local description = json.decode(ffi.string(out[0]))
lib.otk_free(out[0])
assert(description.format == 2, 'another format of the description')
local types, operations, features = description.types, {}, {}
for _, operation in ipairs(description.operations) do
	for _, name in ipairs {operation.name, unpack(operation.aliases or {})} do
		operations[name], features[name:match '^(.*)%.'] = operation, true
	end
end

-- Structs. A reader for each kind; make() fills a struct with texts, flags and numbers.
local read = {}
function read.string(at) local p = ffi.cast('const char **', at)[0]; return p ~= nil and ffi.string(p) or nil end
function read.int(at) return tonumber(ffi.cast('int64_t *', at)[0]) end
function read.int32(at) return ffi.cast('int32_t *', at)[0] end
function read.text(at) return ffi.string(ffi.cast('const char *', at)) end
function read.flag(at)
	local flag = ffi.cast('int32_t *', at)[0]
	if flag ~= 0 then return flag == 1 end
end
function read.strings(at)
	local items, list = ffi.cast('const char ***', at)[0], {}
	for i = 1, items == nil and 0 or tonumber(ffi.cast('size_t *', at)[1]) do list[i] = ffi.string(items[i - 1]) end
	return list
end

local function make(type, values)
	local struct = ffi.new('uint8_t[?]', type.size)
	ffi.cast('size_t *', struct)[0] = type.size
	for _, field in ipairs(type.fields) do
		local value, at = values[field.member], struct + field.offset
		if value == nil then -- not set
		elseif field.kind == 'string' then ffi.cast('const char **', at)[0] = value -- values keeps it
		elseif field.kind == 'flag' then ffi.cast('int32_t *', at)[0] = value and 1 or 2
		elseif field.kind == 'int' then ffi.cast('int64_t *', at)[0] = value
		elseif field.kind == 'int32' then ffi.cast('int32_t *', at)[0] = value
		else error(field.member .. ': cannot be set') end
	end
	return struct
end

-- Records read their members when they are asked for. Each part holds the owner of the memory.
local record
local function read_member(owner, address, field)
	local at = address + field.offset
	local pointer = ffi.cast('uint8_t **', at)
	if field.kind == 'object' then return pointer[0] ~= nil and record(owner, pointer[0], field.type) or nil end
	if field.kind ~= 'list' then return read[field.kind] and read[field.kind](at) end
	local list, items = {}, ffi.cast('uint8_t ***', at)[0]
	for i = 1, tonumber(ffi.cast('size_t *', address + field.count_offset)[0]) do list[i] = record(owner, items[i - 1], field.type) end
	return list
end
function record(owner, address, key)
	return setmetatable({}, {__index = function(_, name)
		if name == 'json' then
			local size = ffi.new 'size_t[1]'
			return ffi.string(lib.otk_record_json(address, size), size[0])
		end
		for _, field in ipairs(types[key].fields) do
			if field.member == name then return read_member(owner, address, field) end
		end
	end})
end

-- Errors are tables: kind, message, http_status, service_code …
local function failure(struct)
	local found = {}
	for _, field in ipairs(types['otk.error'].fields) do found[field.member] = read[field.kind] and read[field.kind](struct + field.offset) end
	found.kind = ffi.string(lib.otk_status_name(found.status))
	error(setmetatable(found, {__tostring = function(e) return e.message end}), 0)
end

local function perform(client, operation, options)
	local problem, result = make(types['otk.error'], {}), ffi.new 'void *[1]'
	local text = next(options) and json.encode(options) or '{}'
	local call = lib.otk_call_new_json(client, operation.name, text, problem)
	if call == nil or lib.otk_call_perform(call, result, problem) ~= 0 then failure(problem) end
	if result[0] == nil then return end
	return record(ffi.gc(result[0], lib.otk_free), ffi.cast('uint8_t *', result[0]), operation.result)
end

-- client.archives.start {…}, client.com.example.echo.say {…}
local function namespace(client, name)
	return setmetatable({}, {__index = function(_, word)
		local full = name and name .. '.' .. word or word
		local operation = operations[full]
		if operation then return function(options) return perform(client, operation, options or {}) end end
		return namespace(client, full)
	end})
end

local otk = {description = description}
function otk.client(options)
	local problem = make(types['otk.error'], {})
	local client = lib.otk_client_new(make(types['otk.client_options'], options), problem)
	if client == nil then failure(problem) end
	return namespace(ffi.gc(client, lib.otk_client_free))
end
return otk
