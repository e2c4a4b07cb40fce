// SPDX-License-Identifier: MIT
// Which method was called in which mode, and whether what it did was right.
'use strict';

class Results {
  constructor() {
    this.rows = new Map(); // "sdk method" → mode → what the table says
    this.passed = 0;
    this.failed = 0;
    this.skipped = 0;
  }

  note(sdk, method, mode, error, remark) {
    const name = `${sdk} ${method}`;
    const row = this.rows.get(name) || { sdk, method, modes: {} };
    this.rows.set(name, row);
    if (error || row.modes[mode] === undefined)
      row.modes[mode] = error ? '**fails**' : remark || 'works';
    if (error) {
      this.failed += 1;
      console.log(`FAIL ${sdk} (${mode}): ${method}: ${error.stack || error}`);
    } else {
      this.passed += 1;
    }
  }

  // Runs one step; what it throws is the result of the method. The remark stands in the table in
  // place of "works", for a method that cannot do so with any server.
  async step(sdk, mode, method, run, remark) {
    try {
      await run();
      this.note(sdk, method, mode, null, remark);
    } catch (error) {
      this.note(sdk, method, mode, error);
    }
  }

  skip(what) {
    this.skipped += 1;
    console.log(`skip ${what}`);
  }

  // Every method that the SDK has must have been called in the mode.
  complete(sdk, mode, methods) {
    for (const method of methods) {
      const row = this.rows.get(`${sdk} ${method}`);
      if (!row || row.modes[mode] === undefined)
        this.note(sdk, method, mode, new Error('the SDK has this method and no step calls it'));
    }
  }

  table(sdk, modes) {
    const word = (state) => state || '–';
    const rows = [...this.rows.values()].filter((row) => row.sdk === sdk)
      .sort((left, right) => (left.method < right.method ? -1 : 1));
    return [`| method | ${modes.join(' | ')} |`, `|---|${modes.map(() => '---').join('|')}|`,
      ...rows.map((row) => `| \`${row.method}\` | ${
        modes.map((mode) => word(row.modes[mode])).join(' | ')} |`)].join('\n');
  }
}

module.exports = { Results };
