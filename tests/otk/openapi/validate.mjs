// SPDX-License-Identifier: MIT
// Validates an OpenAPI document: node validate.mjs NODE_MODULES FILE. Prints its version and what is wrong.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Validator } = await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")));
const validator = new Validator();
const result = await validator.validate(JSON.parse(readFileSync(file)));

console.log(validator.version);
if (!result.valid) {
	console.log(JSON.stringify(result.errors, null, 1));
	process.exit(1);
}
