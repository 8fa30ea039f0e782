"""Panels and dashboards of Grafana: titles, units, queries and their places.

In a query, `{` stands for the selector of the chosen cluster, and `[]` for the interval of a rate.
"""

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
CLUSTER = 'namespace="$namespace",job="$job"'


def expression(text):
    text = text.replace("{", "{" + CLUSTER + ",").replace(",}", "}")
    return text.replace("[]", "[$__rate_interval]")


def quantile(share, metric, labels="", by=""):
    return f"histogram_quantile({share}, sum by (le{by}) (rate({metric}_bucket{{{labels}}}[])))"


def panel(kind, title, description, queries, defaults, options, query_options=()):
    targets = []
    for number, (query, legend) in enumerate(queries):
        target = {"datasource": SOURCE, "expr": expression(query), "legendFormat": legend}
        targets.append(target | {"refId": chr(ord("A") + number)} | dict(query_options))
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
    }


def graph(title, description, unit, *queries, stacked=False, negative=False):
    custom = {
        "lineWidth": 1,
        "fillOpacity": 10 if stacked else 0,
        "showPoints": "never",
        "stacking": {"mode": "normal" if stacked else "none"},
    }
    defaults = {"unit": unit} | ({} if negative else {"min": 0}) | {"custom": custom}
    options = {
        "legend": {"displayMode": "list", "placement": "bottom"},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, queries, defaults, options)


def stat(title, description, unit, query, steps=()):
    defaults = {"unit": unit, "min": 0}
    if steps:
        colors = [{"color": color, "value": value} for color, value in steps]
        defaults |= {"color": {"mode": "thresholds"}, "thresholds": {"mode": "absolute", "steps": colors}}
    options = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "none"}
    return panel("stat", title, description, [(query, "")], defaults, options)


def heat_map(title, description, unit, query):
    options = {
        "calculate": False,
        "cellGap": 1,
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64},
        "yAxis": {"unit": unit},
        "tooltip": {"show": True, "yHistogram": True},
        "legend": {"show": True},
    }
    return panel("heatmap", title, description, [(query, "{{le}}")], {"unit": "short"}, options, {"format": "heatmap"})


def variable(name, label, query):
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "includeAll": False,
        "multi": False,
    }


def laid_out(rows):
    """The panels of rows, each of which is a title (or None) and lines of panels that share the width."""
    panels, y = [], 0
    for title, *lines in rows:
        if title:
            place = {"h": 1, "w": 24, "x": 0, "y": y}
            panels.append({"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": place})
            y += 1
        for line in lines:
            width = 24 // len(line)
            height = 4 if line[0]["type"] == "stat" else 8
            for column, member in enumerate(line):
                panels.append(member | {"gridPos": {"h": height, "w": width, "x": column * width, "y": y}})
            y += height
    return [member | {"id": number} for number, member in enumerate(panels, 1)]


def dashboard(name, description, *rows):
    link = {
        "type": "dashboards",
        "title": "MINOOTS",
        "tags": ["minoots"],
        "asDropdown": False,
        "includeVars": True,
        "keepTime": True,
    }
    source = {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}
    namespace = variable("namespace", "Namespace", "label_values(minoots_is_leader, namespace)")
    job = variable("job", "Job", 'label_values(minoots_is_leader{namespace="$namespace"}, job)')
    return {
        "uid": f"minoots-{name}",
        "title": f"MINOOTS {name}",
        "description": description,
        "tags": ["minoots"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "utc",
        "graphTooltip": 1,
        "annotations": {"list": []},
        "links": [link],
        "templating": {"list": [source, namespace, job]},
        "panels": laid_out(rows),
    }
