/** What the page said after the button was pressed. */
interface Pressed {
  readonly ok: boolean;
  readonly text: string;
}

const FORM = /<form[^>]*method="post"[^>]*>(.*?)<\/form>/gs;
const INPUT = /<(?:input|button)[^>]*\bname="([^"]*)"[^>]*\bvalue="([^"]*)"/g;
const NOTICE = /role="status"[^>]*>(.*?)</s;

/** Opens a page link as a browser without JavaScript would, and posts the form whose `action` is the wanted one. */
export async function pressButton(link: string, action: string): Promise<Pressed> {
  const page = await fetch(link);
  const html = await page.text();
  if (!page.ok) return { ok: false, text: `opening the link was answered with ${page.status}` };
  const forms = [...html.matchAll(FORM)].map(([, inner = '']) => fieldsOf(inner));
  const form = forms.find((fields) => fields.get('action') === action);
  if (form === undefined) return { ok: false, text: `the page has no button for ${action}` };
  const answer = await fetch(link, { method: 'POST', body: form, redirect: 'follow' });
  const text = NOTICE.exec(await answer.text())?.[1]?.trim() ?? `answered with ${answer.status}`;
  return { ok: answer.ok, text };
}

function fieldsOf(form: string): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of form.matchAll(INPUT)) fields.append(name, value);
  return fields;
}
