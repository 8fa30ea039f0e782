import { run } from './runner.ts';
import { schedule } from './schedule.ts';

void run(schedule);
