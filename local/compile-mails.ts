import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import mjml2html from 'mjml';

const ROOT = resolve(import.meta.dirname, '..');
const LAYOUT = join(ROOT, 'mail/layout.mjml');

/** Where the compiled mails are kept, so that no function needs the compiler. */
export const COMPILED_MAILS = join(ROOT, 'shared/platform/mail-templates.ts');

/** The module that the templates in `mail/` make. @throws Error where a template is not valid MJML */
export async function compileMails(): Promise<string> {
  const { html } = await mjml2html(readFileSync(LAYOUT, 'utf8'), {
    filePath: LAYOUT,
    validationLevel: 'strict',
    fonts: {}, // nothing is loaded from elsewhere
  });
  return [
    '// Made from mail/*.mjml by `npm run mails`: change those.',
    '',
    '/** The layout of all mails but pages, to be filled by mustache. */',
    `export const MAIL_LAYOUT = ${JSON.stringify(`${html.replace(/\n\s*/g, '\n').trim()}\n`)};`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(COMPILED_MAILS, await compileMails());
