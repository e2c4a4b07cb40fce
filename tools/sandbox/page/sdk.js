/* SPDX-License-Identifier: MIT */
/* Names of clients, by the User-Agent that they send. */

const known = [
	[/^OpenTok-Node-SDK\/([\w.-]+)/i, 'OpenTok Node'],
	[/^OpenTok-Python-SDK\/([\w.-]+)/i, 'OpenTok Python'],
	[/^OpenTok-Ruby-SDK\/([\w.]+)/i, 'OpenTok Ruby'],
	[/^OpenTok-Java-SDK\/([\w.-]+)/i, 'OpenTok Java'],
	[/^OpenTok-PHP-SDK\/([\w.-]+)/i, 'OpenTok PHP'],
	[/^OpenTok-DotNet-SDK\/([\w.-]+)/i, 'OpenTok .NET'],
	[/^vonage-python-sdk\/([\w.-]+)/i, 'Vonage Python'],
	[/^@vonage\/server-sdk\/([\w.-]+)/i, 'Vonage Node'],
	[/^otk\/([\w.-]+)/i, 'otk'],
	[/^curl\/([\w.-]+)/i, 'curl'],
	[/^Mozilla\//, 'browser'],
];

/* Returns {name, version}. */
export function sdkOf(agent) {
	for (const [pattern, name] of known) {
		const found = pattern.exec(agent ?? '');

		if (found)
			return {name, version: found[1] ?? ''};
	}
	return {name: agent ? agent.split(/[/ ]/)[0].slice(0, 30) : 'unknown', version: ''};
}
