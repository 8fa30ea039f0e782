{{/* Base of all names: at most 42 characters, so that the names of pods and Jobs stay within 63. */}}
{{- define "minoots.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 42 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 42 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that select the objects of this release. They never change. */}}
{{- define "minoots.selectorLabels" -}}
app.kubernetes.io/name: minoots
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of a node's pod. */}}
{{- define "minoots.nodeLabels" -}}
{{ include "minoots.selectorLabels" . }}
app.kubernetes.io/component: node
{{- end -}}

{{/* Labels of objects. Not for pod templates and volume claims: the version would change them. */}}
{{- define "minoots.labels" -}}
{{ include "minoots.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "minoots.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Domain below which each pod has its name. */}}
{{- define "minoots.peersDomain" -}}
{{ include "minoots.fullname" . }}-peers.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end -}}

{{/* peers: the address of every pod, as `1=HOST:PORT,2=HOST:PORT`. */}}
{{- define "minoots.peers" -}}
{{- $peers := list -}}
{{- range $index := until (int (max 1 .Values.replicas)) -}}
{{- $node := add1 $index -}}
{{- $peers = append $peers (printf "%d=%s-%d.%s:7412" $node (include "minoots.fullname" $) $node (include "minoots.peersDomain" $)) -}}
{{- end -}}
{{- join "," $peers -}}
{{- end -}}

{{- define "minoots.clusterName" -}}
{{- .Values.tls.clusterName | default (printf "%s.%s" (include "minoots.fullname" .) .Release.Namespace) -}}
{{- end -}}

{{- define "minoots.host" -}}
{{ include "minoots.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{- define "minoots.scheme" -}}
{{ ternary "http" "https" (eq .Values.tls.mode "insecure") }}
{{- end -}}

{{/* Secret and key with the authorities of the client port, as `name` and `key`. */}}
{{- define "minoots.clientAuthority" -}}
{{- if eq .Values.tls.mode "certManager" -}}
name: {{ include "minoots.fullname" . }}-tls
key: ca.crt
{{- else -}}
name: {{ .Values.tls.secretName }}
key: ca.pem
{{- end -}}
{{- end -}}

{{/* Security of a pod, as the restricted standard asks. 65532 is the image's user. */}}
{{- define "minoots.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
# The node refuses key files that its group may read, so the volume's files must keep their modes.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "minoots.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Container settings of a command that calls the cluster: environment and mount of the authorities. */}}
{{- define "minoots.clientEnvironment" -}}
- name: MINOOTS_ENDPOINT
  value: {{ include "minoots.scheme" . }}://{{ include "minoots.host" . }}:7411
{{- if ne .Values.tls.mode "insecure" }}
- name: MINOOTS_CA_FILE
  value: /etc/minoots/ca/ca.pem
{{- end }}
{{- end -}}

{{- define "minoots.clientVolume" -}}
{{- $authority := include "minoots.clientAuthority" . | fromYaml -}}
- name: ca
  secret:
    secretName: {{ $authority.name }}
    defaultMode: 0440
    items:
      - key: {{ $authority.key }}
        path: ca.pem
{{- end -}}

{{/* The pod of a command on the place of backups: root is the chart's scope, name that of the container, args a list in YAML,
and restartPolicy and resources are as in a pod. */}}
{{- define "minoots.backupPod" -}}
{{- $v := .root.Values -}}
{{- $secure := ne $v.tls.mode "insecure" -}}
{{- $volumes := or $secure $v.backup.claimName -}}
restartPolicy: {{ .restartPolicy }}
serviceAccountName: {{ include "minoots.fullname" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $v.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "minoots.podSecurity" .root | nindent 2 }}
containers:
  - name: {{ .name }}
    image: {{ include "minoots.image" .root }}
    imagePullPolicy: {{ $v.image.pullPolicy }}
    args:
      {{- .args | nindent 6 }}
    env:
      {{- include "minoots.clientEnvironment" .root | nindent 6 }}
      {{- if $v.backup.apiKey.secretName }}
      - name: MINOOTS_API_KEY
        valueFrom:
          secretKeyRef:
            name: {{ $v.backup.apiKey.secretName }}
            key: {{ $v.backup.apiKey.key }}
      {{- end }}
      {{- with $v.backup.s3Endpoint }}
      - name: AWS_ENDPOINT_URL
        value: {{ . }}
      {{- end }}
    {{- with $v.backup.credentialsSecretName }}
    envFrom:
      - secretRef:
          name: {{ . }}
    {{- end }}
    resources:
      {{- toYaml .resources | nindent 6 }}
    securityContext:
      {{- include "minoots.containerSecurity" .root | nindent 6 }}
    {{- if $volumes }}
    volumeMounts:
      {{- if $secure }}
      - name: ca
        mountPath: /etc/minoots/ca
        readOnly: true
      {{- end }}
      {{- if $v.backup.claimName }}
      - name: backups
        mountPath: /backups
      {{- end }}
    {{- end }}
{{- if $volumes }}
volumes:
  {{- if $secure }}
  {{- include "minoots.clientVolume" .root | nindent 2 }}
  {{- end }}
  {{- with $v.backup.claimName }}
  - name: backups
    persistentVolumeClaim:
      claimName: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "minoots.backupPlace" -}}
{{ if .Values.backup.claimName }}/backups/minoots{{ else }}{{ .Values.backup.destination | trimSuffix "/" }}{{ end }}
{{- end -}}

{{- define "minoots.backupArguments" -}}
- backup
- --to
- {{ include "minoots.backupPlace" . }}
{{- range $rule, $count := .Values.backup.keep }}
{{- if $count }}
- --keep-{{ $rule }}
- {{ int $count | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "minoots.shipArguments" -}}
- backup
- ship
- --to
- {{ include "minoots.backupPlace" . }}
- --ship-interval
- {{ .Values.backup.ship.interval }}
{{- end -}}

{{/* Refuses values that contradict each other. The schema checks each value alone. */}}
{{- define "minoots.validate" -}}
{{- $v := .Values -}}
{{- if eq $v.image.tag "latest" -}}
{{- fail "image.tag: is latest, which names no release, and all nodes run one release; name a version, or give image.digest" -}}
{{- end -}}
{{- if hasSuffix ":latest" $v.secretsKey.copyImage -}}
{{- fail "secretsKey.copyImage: has the tag latest; name a version or a digest" -}}
{{- end -}}
{{- if and (eq $v.tls.mode "secret") (not $v.tls.secretName) -}}
{{- fail "tls.secretName: tls.mode is secret, and no Secret is named; create one as docs/kubernetes.md shows, and name it" -}}
{{- end -}}
{{- if and (ne $v.tls.mode "insecure") (not $v.rootKey.secretName) -}}
{{- fail "rootKey.secretName: is empty, so no caller would need a key; name a Secret with a root key, or set tls.mode to insecure" -}}
{{- end -}}
{{- if and $v.secretsKey.secretName (not $v.secretsKey.copyImage) -}}
{{- fail "secretsKey.copyImage: is empty, and secretsKey.secretName is not; name an image with /bin/sh and cat" -}}
{{- end -}}
{{- if and (eq $v.tls.mode "certManager") (gt (int $v.replicas) (int $v.tls.certManager.maxNode)) -}}
{{- fail (printf "tls.certManager.maxNode: is %v, and the last node is %v; raise it" $v.tls.certManager.maxNode $v.replicas) -}}
{{- end -}}
{{- if ge (mul 2 $v.timing.heartbeatIntervalMs) (int64 $v.timing.electionTimeoutMsMin) -}}
{{- fail "timing.electionTimeoutMsMin: must be more than twice timing.heartbeatIntervalMs" -}}
{{- end -}}
{{- if ge (int $v.timing.electionTimeoutMsMin) (int $v.timing.electionTimeoutMsMax) -}}
{{- fail "timing.electionTimeoutMsMax: must be more than timing.electionTimeoutMsMin" -}}
{{- end -}}
{{- if lt (int $v.terminationGracePeriodSeconds) (add $v.preStopSleepSeconds 25 | int) -}}
{{- fail "terminationGracePeriodSeconds: must be at least preStopSleepSeconds and 25: a stop transfers leadership, ends requests and flushes" -}}
{{- end -}}
{{- $owned := "node|rejoin|data|listen|peer-listen|advertise|peers|insecure|tls-cert|tls-key|ca-file|peer-ca|peer-cert|peer-key|root-key-file|secrets-key|orchestrator-keys|heartbeat-interval-ms|election-timeout-ms-min|election-timeout-ms-max" -}}
{{- $line := regexFind (printf `(?m)^[ \t]*["']?(%s)["']?[ \t]*=` $owned) $v.config -}}
{{- if $line -}}
{{- fail (printf "config: sets %q, which the chart owns; remove it, and use the chart's values" (regexFind $owned $line)) -}}
{{- end -}}
{{- if and $v.metrics.serviceMonitor.enabled $v.rootKey.secretName (not $v.metrics.apiKey.secretName) -}}
{{- fail "metrics.apiKey.secretName: /metrics needs an API key of the role cluster-admin; name a Secret with one" -}}
{{- end -}}
{{- if $v.backup.enabled -}}
{{- if and $v.rootKey.secretName (not $v.backup.apiKey.secretName) -}}
{{- fail "backup.apiKey.secretName: a backup needs an API key of the role cluster-admin; name a Secret with one" -}}
{{- end -}}
{{- if not (or $v.backup.destination $v.backup.claimName) -}}
{{- fail "backup.destination: give s3://BUCKET/PREFIX, or a PersistentVolumeClaim as backup.claimName" -}}
{{- end -}}
{{- if and $v.backup.destination $v.backup.claimName -}}
{{- fail "backup.claimName: give either it or backup.destination" -}}
{{- end -}}
{{- else if $v.backup.ship.enabled -}}
{{- fail "backup.ship.enabled: the log is shipped beside backups; set backup.enabled, and the place" -}}
{{- end -}}
{{- end -}}
