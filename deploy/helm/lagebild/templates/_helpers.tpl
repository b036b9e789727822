{{- define "lagebild.name" -}}
{{- if contains "lagebild" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-lagebild" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "lagebild.selector" -}}
app.kubernetes.io/name: lagebild
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "lagebild.labels" -}}
{{ include "lagebild.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "lagebild.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "lagebild.pod" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false # variables of a service called lagebild-... would begin like settings
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
volumes:
  - {name: tmp, emptyDir: {sizeLimit: 256Mi}}
  - {name: home, emptyDir: {sizeLimit: 64Mi}}
{{- with .Values.kafka.passwordSecret }}{{ if .name }}
  - {name: kafka-password, secret: {secretName: {{ .name | quote }}, items: [{key: {{ .key | quote }}, path: password}]}}
{{- end }}{{ end }}
{{- with .Values.kafka.caSecret }}{{ if .name }}
  - {name: kafka-ca, secret: {secretName: {{ .name | quote }}, items: [{key: {{ .key | quote }}, path: ca.pem}]}}
{{- end }}{{ end }}
{{- with .Values.kafka.certificateSecret }}{{ if .name }}
  - {name: kafka-certificate, secret: {secretName: {{ .name | quote }}, items: [{key: {{ .certificateKey | quote }}, path: cert.pem}, {key: {{ .keyKey | quote }}, path: key.pem}]}}
{{- end }}{{ end }}
{{- end }}

{{- define "lagebild.container" -}}
image: {{ include "lagebild.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: home, mountPath: /var/lib/lagebild}
{{- if .Values.kafka.passwordSecret.name }}
  - {name: kafka-password, mountPath: /etc/lagebild/password, readOnly: true}
{{- end }}
{{- if .Values.kafka.caSecret.name }}
  - {name: kafka-ca, mountPath: /etc/lagebild/ca, readOnly: true}
{{- end }}
{{- if .Values.kafka.certificateSecret.name }}
  - {name: kafka-certificate, mountPath: /etc/lagebild/certificate, readOnly: true}
{{- end }}
{{- end }}

{{- define "lagebild.env" -}}
- {name: LAGEBILD_BROKERS, value: {{ .Values.kafka.brokers | quote }}}
- {name: LAGEBILD_KAFKA_SECURITY, value: {{ .Values.kafka.security | quote }}}
{{- if hasPrefix "sasl" .Values.kafka.security }}
- {name: LAGEBILD_KAFKA_MECHANISM, value: {{ .Values.kafka.mechanism | quote }}}
- {name: LAGEBILD_KAFKA_USER, value: {{ required "kafka.user is empty: kafka.security needs it" .Values.kafka.user | quote }}}
- {name: LAGEBILD_KAFKA_PASSWORD_FILE, value: /etc/lagebild/password/password}
{{- $_ := required "kafka.passwordSecret.name is empty: kafka.security needs it" .Values.kafka.passwordSecret.name }}
{{- end }}
{{- if .Values.kafka.caSecret.name }}
- {name: LAGEBILD_KAFKA_CA, value: /etc/lagebild/ca/ca.pem}
{{- end }}
{{- if .Values.kafka.certificateSecret.name }}
- {name: LAGEBILD_KAFKA_CERT, value: /etc/lagebild/certificate/cert.pem}
- {name: LAGEBILD_KAFKA_KEY, value: /etc/lagebild/certificate/key.pem}
{{- end }}
- {name: LAGEBILD_TOPIC_PREFIX, value: {{ .Values.topicPrefix | quote }}}
- {name: LAGEBILD_PARTITIONS, value: {{ .Values.partitions | quote }}}
- {name: LAGEBILD_REPLICATION, value: {{ .Values.replication | quote }}}
- {name: LAGEBILD_RAW_RETENTION_H, value: {{ .Values.rawRetentionHours | quote }}}
- {name: LAGEBILD_RAW_LIMIT_BYTES, value: {{ .Values.rawLimitBytes | int64 | quote }}}
# Inside the pod's network only; the NetworkPolicy says who reaches it.
- {name: LAGEBILD_WEB_HOST, value: "0.0.0.0"}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}

{{- define "lagebild.probes" -}}
# A start loads the languages and waits up to 60 s for Kafka.
startupProbe:
  httpGet: {path: /health/live, port: http}
  periodSeconds: 5
  failureThreshold: 60
readinessProbe:
  httpGet: {path: /health/ready, port: http}
  periodSeconds: 10
# One 503 is no death: after a long silence the first articles may find the last commit old for a moment.
livenessProbe:
  httpGet: {path: /health/live, port: http}
  periodSeconds: 15
  timeoutSeconds: 5
  failureThreshold: 4
{{- end }}
