import { run } from './runner.ts';
import { wait } from './wait.ts';

void run(wait);
