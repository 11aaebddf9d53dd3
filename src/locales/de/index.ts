import activity from './activity.json'
import cli from './cli.json'
import core from './core.json'
import enforcement from './enforcement.json'
import errors from './errors.json'
import host from './host.json'
import palette from './palette.json'
import problems from './problems.json'
import progress from './progress.json'
import project from './project.json'
import reasons from './reasons.json'
import remedies from './remedies.json'
import sandboxes from './sandboxes.json'
import templates from './templates.json'
import window from './window.json'

/** One file per namespace; the first part of a Text's key names it. */
export const german = { activity, cli, core, enforcement, errors, host, palette, problems, progress, project, reasons, remedies, sandboxes, templates, window }
