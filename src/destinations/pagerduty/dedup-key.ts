/** By what PagerDuty knows the events of one group as one alert. */
const LONGEST = 255;

export function dedupKeyOf(threadKey: string): string {
  return threadKey.slice(0, LONGEST);
}
