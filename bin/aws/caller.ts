import { signedFetch } from '../signed-fetch.ts';

/**
 * The caller as an audit entry names them: the principal's unique id, which is not a name. A session's own name, which
 * may be an e-mail address, is left out.
 */
export async function callerActor(region: string): Promise<string> {
  const endpoint =
    process.env['AWS_ENDPOINT_URL_STS'] ??
    process.env['AWS_ENDPOINT_URL'] ??
    `https://sts.${region}.amazonaws.com`;
  const response = await signedFetch({ service: 'sts', region })({
    method: 'POST',
    url: new URL('/', endpoint),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  const answer = await response.text();
  const id = textOf(answer, 'UserId')?.split(':')[0];
  if (response.ok && id !== undefined) return `iam:${id}`;
  const error = new Error(textOf(answer, 'Message') ?? `STS answered ${response.status}`);
  error.name = textOf(answer, 'Code') ?? 'UnexpectedAnswer';
  throw error;
}

function textOf(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1];
}
