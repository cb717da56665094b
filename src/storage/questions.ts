/** All questions by name. */
import type { Questions } from '../app/ports/questions.ts';
import type { Answerer } from './question.ts';
import * as actions from './questions/actions.ts';
import * as alerts from './questions/alerts.ts';
import * as catchUp from './questions/catch-up.ts';
import * as deliveries from './questions/deliveries.ts';
import * as groupParts from './questions/group-parts.ts';
import * as groups from './questions/groups.ts';
import * as installation from './questions/installation.ts';
import * as intake from './questions/intake.ts';
import * as shadow from './questions/shadow.ts';
import * as silences from './questions/silences.ts';
import * as past from './questions/past.ts';
import * as onCall from './questions/on-call.ts';
import * as digests from './questions/digests.ts';
import * as escalations from './questions/escalations.ts';
import * as outage from './questions/outage.ts';
import * as refreshTimes from './questions/refresh-times.ts';
import * as resend from './questions/resend.ts';
import * as retention from './questions/retention.ts';
import * as sending from './questions/sending.ts';
import * as tableau from './questions/tableau.ts';
import * as troubles from './questions/troubles.ts';
import * as upkeep from './questions/upkeep.ts';

export const QUESTIONS: { readonly [Q in keyof Questions]: Answerer<Q> } = {
  ...intake,
  ...actions,
  ...alerts,
  ...catchUp,
  ...deliveries,
  ...groups,
  ...groupParts,
  ...installation,
  ...silences,
  ...onCall,
  ...digests,
  ...escalations,
  ...outage,
  ...refreshTimes,
  ...resend,
  ...retention,
  ...sending,
  ...tableau,
  ...troubles,
  ...upkeep,
  ...shadow,
  ...past,
};
