/** `people list`: how people are reached, and when they want to be woken. */
import { listPeople } from '../../api/people.ts';
import type { CliCommand } from '../command.ts';
import { personText } from '../person-text.ts';

export const listPeopleCommand: CliCommand = {
  words: 'people list',
  summary: 'People: how they are reached, and when they want to be woken',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listPeople, {});
    out.result(answer, () => {
      if (answer.people.length === 0) out.line('no people in the configuration');
      for (const person of answer.people) out.line(personText(person, out.zone));
    });
    return 0;
  },
};
