"""From everything that a policy and its imports say to the policy: names resolved, expressions typed, all checked."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from attrs import evolve

from groupctl.errors import Fault
from groupctl.rules import core
from groupctl.rules.loading import graph, imported_money, roles
from groupctl.rules.loading.authority import authority
from groupctl.rules.loading.canonical import content_hash
from groupctl.rules.loading.compose import Composition
from groupctl.rules.loading.context import Context
from groupctl.rules.loading.draft_parts import DraftPart
from groupctl.rules.loading.formulas import measure
from groupctl.rules.loading.invariants import invariants
from groupctl.rules.loading.levers import levers
from groupctl.rules.loading.matrices import apart
from groupctl.rules.loading.own import own_functions, own_schema
from groupctl.rules.loading.parameters import given_days, months, parameter
from groupctl.rules.loading.processes import process
from groupctl.rules.loading.report import report
from groupctl.rules.loading.rulesets import defaults, rule_set
from groupctl.rules.loading.signatures import finish, signatures
from groupctl.rules.loading.words import words
from groupctl.rules.policy import Computed, Measure, Policy, RuleSet, every_expression
from groupctl.rules.processes import Process, expressions
from groupctl.rules.reads import Name, read_by_measure, reads

T = TypeVar("T")
R = TypeVar("R")


def resolve(composition: Composition, imports: Mapping[str, str], faults: list[Fault]) -> Policy | None:
    """The policy, or None and its faults. ``imports`` names the imported policies with their hashes."""
    context = Context(composition, faults)
    context.schema = own_schema(context)
    defaults(context)
    signatures(context)
    own_functions(context)
    authorities = authority(context)
    parameters = _each(context, composition.parameters, parameter)
    finish(context, parameters)
    measures = {
        (found.about, found.name): found
        for _, piece in sorted(composition.measures.items(), key=lambda one: one[0])
        if (found := measure(context, piece))
    }
    rulesets = apart(_each(context, composition.rulesets, rule_set))
    processes = _each(context, composition.processes, process)
    nodes = tuple(every_expression(measures, rulesets, processes))
    months(context, parameters, nodes)
    actors = (step.by for one in processes.values() for step in one.steps if step.by is not None)
    roles.check(context, parameters, actors, nodes)
    held_for = given_days(context)
    never = invariants(context, authorities)
    own_words = words(context)
    own_report = report(context)
    own_levers = levers(context)
    imported_money.check(context, parameters, measures, rulesets, processes)
    order = _ordered(context, measures, rulesets, processes)
    if faults:
        return None
    if context.broken:
        raise AssertionError(
            f"nothing tells what is wrong with {sorted(context.broken)}, and rules that read it are lost"
        )
    head = composition.sheet.policy
    policy = Policy(
        schema=context.schema,
        name=str(head.name),
        version=str(head.version),
        currency=str(head.currency),
        title=head.title.on_one_line(),
        parameters=parameters,
        measures=measures,
        rulesets=rulesets,
        outputs={place: str(name) for place, name in sorted(context.givers.items())},
        order=order,
        processes=processes,
        authority=authorities,
        functions=context.functions,
        imports=dict(sorted(imports.items())),
        given_days=held_for,
        invariants=never,
        words=own_words,
        report=own_report,
        levers=own_levers,
        hash="",
    )
    return evolve(policy, hash=content_hash(policy))


def _each(
    context: Context, pieces: Mapping[str, T], resolved: Callable[[Context, str, T], R | None]
) -> dict[str, R]:
    """Each part by its name, without those that have faults."""
    found = {str(name): resolved(context, str(name), piece) for name, piece in sorted(pieces.items())}
    return {name: part for name, part in found.items() if part is not None}


def _ordered(
    context: Context,
    measures: Mapping[tuple[str, str], Measure],
    rulesets: Mapping[str, RuleSet],
    processes: Mapping[str, Process],
) -> tuple[str, ...]:
    """The rule sets so that each comes after those it builds on; a fault names the whole of any cycle.

    A chain so long that Python could not evaluate it is a fault too.
    """
    dependencies: dict[str, list[str]] = {}
    depths: dict[str, int] = {}
    for place, found in measures.items():
        name = ".".join(place)
        dependencies[name] = _built_on(context, measures, read_by_measure(context.schema, found))
        own = 0 if isinstance(found.formula, Computed) else graph.AGGREGATE_LEVELS
        depths[name] = graph.OWN_LEVELS + own + graph.depth(found.expressions())
    for name, rules in rulesets.items():
        about, gives = {core.SUBJECT: rules.about}, {(rules.about, output) for output in rules.gives}
        # a limit that a rule proposes may read what the rule set gives: it comes after it
        proposed = set(reads(context.schema, (node for rule in rules.rules for node in rule.limits), about))
        decided = reads(context.schema, rules.expressions_of_outputs(), about)
        dependencies[f"rulesets.{name}"] = _built_on(context, measures, [*decided, *sorted(proposed - gives)])
        depths[f"rulesets.{name}"] = graph.OWN_LEVELS + graph.depth(rules.expressions())
    for name, one in processes.items():
        steps = reads(context.schema, expressions(one), {core.SUBJECT: one.about})
        dependencies[f"processes.{name}"] = _built_on(context, measures, steps)
        depths[f"processes.{name}"] = graph.OWN_LEVELS + graph.depth(expressions(one))
    ordered, cycle = graph.order(dependencies)
    if cycle:
        part = _spot(context, cycle[0])
        context.fault(part, "policy.cycle", "policy.cycle.hint", cycle=" → ".join(cycle))
    deepest, chain = graph.longest_chain(ordered, dependencies, depths)
    if deepest > graph.MOST_LEVELS:
        context.fault(
            _spot(context, chain[0]),
            "policy.chain",
            "policy.chain.hint",
            first=chain[0],
            last=chain[-1],
            steps=len(chain),
            found=deepest,
            most=graph.MOST_LEVELS,
        )
    return tuple(name.removeprefix("rulesets.") for name in ordered if name.startswith("rulesets."))


def _spot(context: Context, node: str) -> DraftPart:
    """Where the name of a node of the graph is."""
    kind, _, name = node.partition(".")
    pieces = context.composition
    if kind == "processes":
        return pieces.processes[name].part.sub("name")
    part = pieces.rulesets[name].part if kind == "rulesets" else pieces.measures[kind, name].part
    return part.sub("name")


def _built_on(
    context: Context, measures: Mapping[tuple[str, str], Measure], names: Iterable[Name]
) -> list[str]:
    return [
        ".".join(place) if place in measures else f"rulesets.{context.givers[place]}"
        for place in dict.fromkeys(names)
        if place in measures or place in context.givers
    ]
