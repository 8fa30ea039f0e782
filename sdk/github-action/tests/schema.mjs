// GitHub's own validation of metadata and workflows. The package is made for bundlers (it imports JSON as they do), so
// this module is loaded through one: `source('tests/schema.mjs')`.
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';

const trace = new NoOperationTraceWriter();
const errors = ({ context }) => context.errors.getErrors().map((error) => error.message);

export const actionErrors = (content) => errors(parseAction({ name: 'action.yml', content }, trace));
export const workflowErrors = (content) => errors(parseWorkflow({ name: 'workflow.yml', content }, trace));
