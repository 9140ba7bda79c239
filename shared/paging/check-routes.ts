import { type ConfigIssue, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import type { PagingSection, Route } from './config.ts';

/** Whether every alert finds its way: ladders exist, pages come with a runbook, and only the last route takes everything. */
export function checkRoutes(paging: Loose<PagingSection>): ConfigIssue[] {
  const { routes = [] } = paging;
  const ladders = idsIn(paging, 'ladders');
  return routes.flatMap((route, place): ConfigIssue[] => {
    if (route === undefined) return [];
    const path = ['paging', 'routes', place];
    const issues: ConfigIssue[] = [
      ...unknownName('ladder', route.ladder, ladders, [...path, 'ladder']),
      ...checkRunbook(route, path),
    ];
    return [...issues, ...(place === routes.length - 1 ? checkLast(route, path) : checkEarlier(route, path))];
  });
}

function checkRunbook(route: Loose<Route>, path: ConfigIssue['path']): ConfigIssue[] {
  const stated = Object.hasOwn(route, 'tier');
  const pages = stated ? route.tier === 'page' : true;
  if (!pages || Object.hasOwn(route, 'runbook')) return [];
  const why = stated ? 'a route of tier page' : 'a route without tier pages people and';
  const message = `missing; ${why} needs a runbook, an https URL; or set the tier to ticket or log`;
  return [{ path: [...path, 'runbook'], message, severity: 'error' }];
}

function checkLast(route: Loose<Route>, path: ConfigIssue['path']): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (Object.hasOwn(route, 'match'))
    issues.push({
      path: [...path, 'match'],
      message:
        'the last route catches every alert no other route took, so it has no match; add a route without match at the end',
      severity: 'error',
    });
  if (route.continue === true)
    issues.push({
      path: [...path, 'continue'],
      message: 'nothing comes after the last route; leave continue out',
      severity: 'error',
    });
  return issues;
}

function checkEarlier(route: Loose<Route>, path: ConfigIssue['path']): ConfigIssue[] {
  if (Object.hasOwn(route, 'match')) return [];
  const goesOn = Object.hasOwn(route, 'continue') && route.continue !== false;
  if (goesOn) return [];
  const message =
    'missing; a route without match takes every alert, so the routes after it are never reached; add a match, continue: true, or make it the last';
  return [{ path: [...path, 'match'], message, severity: 'error' }];
}
