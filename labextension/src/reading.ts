import type { AirlockApi } from './api';
import { toAirlockError } from './request';
import type { State } from './state';
import { isUnderWay, upsert } from './states';
import type { AirlockRequest, LiveObject } from './tokens';

/** How many requests under way are asked after on each turn of the poll. */
const ASKED_AT_ONCE = 5;

/** The store as it is now, and what the kernel in front holds. */
export async function readStore(api: AirlockApi, front: string | null): Promise<Partial<State>> {
  const [items, requests, sessions] = await Promise.all([api.items(), api.requests(), api.sessions()]);
  const kernel = sessions.find(session => session.kernel_id === front)?.kernel_id;
  return {
    objects: kernel ? await objectsOf(api, kernel) : [],
    items: items.entries,
    requests: await askAfter(api, requests.entries),
    sessions,
    problems: [
      ...items.problems.map(problem => ({ ...problem, of: 'item' as const })),
      ...requests.problems.map(problem => ({ ...problem, of: 'request' as const }))
    ],
    offline: null,
    loaded: true
  };
}

/** What a kernel holds; a kernel that was restarted meanwhile holds nothing yet. */
async function objectsOf(api: AirlockApi, kernel: string): Promise<LiveObject[]> {
  return api.objects(kernel).catch(reason => {
    if (toAirlockError(reason).status === 404) {
      return [];
    }
    throw reason;
  });
}

/** The requests, those under way as the back end sees them now. An unreachable back end changes nothing. */
async function askAfter(api: AirlockApi, requests: AirlockRequest[]): Promise<AirlockRequest[]> {
  const asked = requests.filter(isUnderWay).slice(0, ASKED_AT_ONCE);
  const answers = await Promise.all(asked.map(request => api.askBackEnd(request.id).catch(() => request)));
  return answers.reduce((list, answer) => upsert(list, answer), requests);
}
