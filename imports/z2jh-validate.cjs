"use strict";
module.exports = validate10;
module.exports.default = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":false,"required":["imagePullSecrets","hub","proxy","singleuser","ingress","prePuller","custom","cull","debug","rbac","global"],"properties":{"enabled":{"type":["boolean","null"]},"fullnameOverride":{"type":["string","null"]},"nameOverride":{"type":["string","null"]},"imagePullSecret":{"type":"object","required":["create"],"if":{"properties":{"create":{"const":true}}},"then":{"additionalProperties":false,"required":["registry","username","password"],"properties":{"create":{"type":"boolean"},"automaticReferenceInjection":{"type":"boolean"},"registry":{"type":"string"},"username":{"type":"string"},"password":{"type":"string"},"email":{"type":["string","null"]}}}},"imagePullSecrets":{"type":"array"},"hub":{"type":"object","additionalProperties":false,"required":["baseUrl"],"properties":{"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"config":{"type":"object","additionalProperties":false,"patternProperties":{"^[A-Z].*$":{"type":"object","additionalProperties":true}},"properties":{"JupyterHub":{"type":"object","additionalProperties":true,"properties":{"subdomain_host":{"type":"string"}}}}},"extraFiles":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"object","additionalProperties":false,"required":["mountPath"],"oneOf":[{"required":["data"]},{"required":["stringData"]},{"required":["binaryData"]}],"properties":{"mountPath":{"type":"string"},"data":{"type":"object","additionalProperties":true},"stringData":{"type":"string"},"binaryData":{"type":"string"},"mode":{"type":"number"}}}}},"baseUrl":{"type":"string"},"command":{"type":"array"},"args":{"type":"array"},"cookieSecret":{"type":["string","null"]},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"networkPolicy":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"ingress":{"type":"array"},"egress":{"type":"array"},"egressAllowRules":{"type":"object","additionalProperties":false,"properties":{"cloudMetadataServer":{"type":"boolean"},"dnsPortsCloudMetadataServer":{"type":"boolean"},"dnsPortsKubeSystemNamespace":{"type":"boolean"},"dnsPortsPrivateIPs":{"type":"boolean"},"nonPrivateIPs":{"type":"boolean"},"privateIPs":{"type":"boolean"}}},"interNamespaceAccessLabels":{"enum":["accept","ignore"]},"allowedIngressPorts":{"type":"array"}}},"db":{"type":"object","additionalProperties":false,"properties":{"type":{"enum":["sqlite-pvc","sqlite-memory","mysql","postgres","other"]},"pvc":{"type":"object","additionalProperties":false,"required":["storage"],"properties":{"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"selector":{"type":"object","additionalProperties":true},"storage":{"type":"string"},"accessModes":{"type":"array","items":{"type":["string","null"]}},"storageClassName":{"type":["string","null"]},"subPath":{"type":["string","null"]}}},"upgrade":{"type":["boolean","null"]},"url":{"type":["string","null"]},"password":{"type":["string","null"]}}},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"initContainers":{"type":"array"},"extraEnv":{"type":["object","array"],"additionalProperties":true},"extraConfig":{"type":"object","additionalProperties":true},"fsGid":{"type":["integer","null"],"minimum":0},"service":{"type":"object","additionalProperties":false,"properties":{"type":{"enum":["ClusterIP","NodePort","LoadBalancer","ExternalName"]},"ports":{"type":"object","additionalProperties":false,"properties":{"appProtocol":{"type":["string","null"]},"nodePort":{"type":["integer","null"],"minimum":0}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"extraPorts":{"type":"array"},"loadBalancerIP":{"type":["string","null"]},"ipFamilyPolicy":{"type":["string"]},"ipFamilies":{"type":"array"}}},"pdb":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"maxUnavailable":{"type":["integer","null"]},"minAvailable":{"type":["integer","null"]}}},"existingSecret":{"type":["string","null"]},"nodeSelector":{"type":"object","additionalProperties":true},"tolerations":{"type":"array"},"activeServerLimit":{"type":["integer","null"]},"allowNamedServers":{"type":["boolean","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"authenticatePrometheus":{"type":["boolean","null"]},"concurrentSpawnLimit":{"type":["integer","null"]},"consecutiveFailureLimit":{"type":["integer","null"]},"podSecurityContext":{"additionalProperties":true},"containerSecurityContext":{"type":"object","additionalProperties":true},"deploymentStrategy":{"type":"object","additionalProperties":false,"properties":{"rollingUpdate":{"type":["string","null"]},"type":{"type":["string","null"]}}},"extraContainers":{"type":"array"},"extraVolumeMounts":{"type":"array"},"extraVolumes":{"type":"array"},"livenessProbe":{"type":"object","additionalProperties":true,"required":["enabled"],"if":{"properties":{"enabled":{"const":true}}},"then":{}},"readinessProbe":{"type":"object","additionalProperties":true,"required":["enabled"],"if":{"properties":{"enabled":{"const":true}}},"then":{}},"namedServerLimitPerUser":{"type":["integer","null"]},"redirectToServer":{"type":["boolean","null"]},"resources":{"type":"object","additionalProperties":true},"lifecycle":{"type":"object","additionalProperties":false,"properties":{"postStart":{"type":"object","additionalProperties":true},"preStop":{"type":"object","additionalProperties":true}}},"services":{"type":"object","additionalProperties":true,"properties":{"name":{"type":"string"},"admin":{"type":"boolean"},"command":{"type":["string","array"]},"url":{"type":"string"},"api_token":{"type":["string","null"]},"apiToken":{"type":["string","null"]}}},"loadRoles":{"type":"object","additionalProperties":true},"shutdownOnLogout":{"type":["boolean","null"]},"templatePaths":{"type":"array"},"templateVars":{"type":"object","additionalProperties":true},"serviceAccount":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"extraPodSpec":{"type":"object","additionalProperties":true}}},"proxy":{"type":"object","additionalProperties":false,"properties":{"chp":{"type":"object","additionalProperties":false,"properties":{"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"networkPolicy":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"ingress":{"type":"array"},"egress":{"type":"array"},"egressAllowRules":{"type":"object","additionalProperties":false,"properties":{"cloudMetadataServer":{"type":"boolean"},"dnsPortsCloudMetadataServer":{"type":"boolean"},"dnsPortsKubeSystemNamespace":{"type":"boolean"},"dnsPortsPrivateIPs":{"type":"boolean"},"nonPrivateIPs":{"type":"boolean"},"privateIPs":{"type":"boolean"}}},"interNamespaceAccessLabels":{"enum":["accept","ignore"]},"allowedIngressPorts":{"type":"array"}}},"extraCommandLineFlags":{"type":"array"},"extraEnv":{"type":["object","array"],"additionalProperties":true},"pdb":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"maxUnavailable":{"type":["integer","null"]},"minAvailable":{"type":["integer","null"]}}},"nodeSelector":{"type":"object","additionalProperties":true},"tolerations":{"type":"array"},"containerSecurityContext":{"type":"object","additionalProperties":true},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"livenessProbe":{"type":"object","additionalProperties":true,"required":["enabled"],"if":{"properties":{"enabled":{"const":true}}},"then":{}},"readinessProbe":{"type":"object","additionalProperties":true,"required":["enabled"],"if":{"properties":{"enabled":{"const":true}}},"then":{}},"resources":{"type":"object","additionalProperties":true},"defaultTarget":{"type":["string","null"]},"errorTarget":{"type":["string","null"]},"extraPodSpec":{"type":"object","additionalProperties":true}}},"secretToken":{"type":["string","null"]},"service":{"type":"object","additionalProperties":false,"properties":{"type":{"enum":["ClusterIP","NodePort","LoadBalancer","ExternalName"]},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"nodePorts":{"type":"object","additionalProperties":false,"properties":{"http":{"type":["integer","null"]},"https":{"type":["integer","null"]}}},"disableHttpPort":{"type":"boolean"},"extraPorts":{"type":"array"},"externalIPs":{"type":"array"},"loadBalancerIP":{"type":["string","null"]},"loadBalancerSourceRanges":{"type":"array"},"ipFamilyPolicy":{"type":["string"]},"ipFamilies":{"type":"array"}}},"https":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":["boolean","null"]},"type":{"enum":[null,"","letsencrypt","manual","offload","secret"]},"letsencrypt":{"type":"object","additionalProperties":false,"properties":{"contactEmail":{"type":["string","null"]},"acmeServer":{"type":["string","null"]}}},"manual":{"type":"object","additionalProperties":false,"properties":{"key":{"type":["string","null"]},"cert":{"type":["string","null"]}}},"secret":{"type":"object","additionalProperties":false,"properties":{"name":{"type":["string","null"]},"key":{"type":["string","null"]},"crt":{"type":["string","null"]}}},"hosts":{"type":"array"}}},"traefik":{"type":"object","additionalProperties":false,"properties":{"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"networkPolicy":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"ingress":{"type":"array"},"egress":{"type":"array"},"egressAllowRules":{"type":"object","additionalProperties":false,"properties":{"cloudMetadataServer":{"type":"boolean"},"dnsPortsCloudMetadataServer":{"type":"boolean"},"dnsPortsKubeSystemNamespace":{"type":"boolean"},"dnsPortsPrivateIPs":{"type":"boolean"},"nonPrivateIPs":{"type":"boolean"},"privateIPs":{"type":"boolean"}}},"interNamespaceAccessLabels":{"enum":["accept","ignore"]},"allowedIngressPorts":{"type":"array"}}},"extraInitContainers":{"type":"array"},"extraEnv":{"type":["object","array"],"additionalProperties":true},"pdb":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"maxUnavailable":{"type":["integer","null"]},"minAvailable":{"type":["integer","null"]}}},"nodeSelector":{"type":"object","additionalProperties":true},"tolerations":{"type":"array"},"containerSecurityContext":{"type":"object","additionalProperties":true},"extraDynamicConfig":{"type":"object","additionalProperties":true},"extraPorts":{"type":"array"},"extraStaticConfig":{"type":"object","additionalProperties":true},"extraVolumes":{"type":"array"},"extraVolumeMounts":{"type":"array"},"hsts":{"type":"object","additionalProperties":false,"required":["includeSubdomains","maxAge","preload"],"properties":{"includeSubdomains":{"type":"boolean"},"maxAge":{"type":"integer"},"preload":{"type":"boolean"}}},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"resources":{"type":"object","additionalProperties":true},"serviceAccount":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"extraPodSpec":{"type":"object","additionalProperties":true}}},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"deploymentStrategy":{"type":"object","additionalProperties":false,"properties":{"rollingUpdate":{"type":["string","null"]},"type":{"type":["string","null"]}}},"secretSync":{"type":"object","additionalProperties":false,"properties":{"containerSecurityContext":{"type":"object","additionalProperties":true},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"resources":{"type":"object","additionalProperties":true}}}}},"singleuser":{"type":"object","additionalProperties":false,"properties":{"networkPolicy":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"ingress":{"type":"array"},"egress":{"type":"array"},"egressAllowRules":{"type":"object","additionalProperties":false,"properties":{"cloudMetadataServer":{"type":"boolean"},"dnsPortsCloudMetadataServer":{"type":"boolean"},"dnsPortsKubeSystemNamespace":{"type":"boolean"},"dnsPortsPrivateIPs":{"type":"boolean"},"nonPrivateIPs":{"type":"boolean"},"privateIPs":{"type":"boolean"}}},"interNamespaceAccessLabels":{"enum":["accept","ignore"]},"allowedIngressPorts":{"type":"array"}}},"podNameTemplate":{"type":["string","null"]},"cpu":{"type":"object","additionalProperties":false,"properties":{"limit":{"type":["number","null"]},"guarantee":{"type":["number","null"]}}},"memory":{"type":"object","additionalProperties":false,"properties":{"limit":{"type":["number","string","null"]},"guarantee":{"type":["number","string","null"]}}},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"initContainers":{"type":"array"},"profileList":{"type":"array"},"extraFiles":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"object","additionalProperties":false,"required":["mountPath"],"oneOf":[{"required":["data"]},{"required":["stringData"]},{"required":["binaryData"]}],"properties":{"mountPath":{"type":"string"},"data":{"type":"object","additionalProperties":true},"stringData":{"type":"string"},"binaryData":{"type":"string"},"mode":{"type":"number"}}}}},"extraEnv":{"type":["object","array"],"additionalProperties":true},"nodeSelector":{"type":"object","additionalProperties":true},"extraTolerations":{"type":"array"},"extraNodeAffinity":{"type":"object","additionalProperties":false,"properties":{"required":{"type":"array"},"preferred":{"type":"array"}}},"extraPodAffinity":{"type":"object","additionalProperties":false,"properties":{"required":{"type":"array"},"preferred":{"type":"array"}}},"extraPodAntiAffinity":{"type":"object","additionalProperties":false,"properties":{"required":{"type":"array"},"preferred":{"type":"array"}}},"cloudMetadata":{"type":"object","additionalProperties":false,"required":["blockWithIptables","ip"],"properties":{"blockWithIptables":{"type":"boolean"},"ip":{"type":"string"}}},"cmd":{"type":["array","string","null"]},"defaultUrl":{"type":["string","null"]},"events":{"type":["boolean","null"]},"extraAnnotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"extraContainers":{"type":"array"},"extraLabels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"extraPodConfig":{"type":"object","additionalProperties":true},"extraResource":{"type":"object","additionalProperties":false,"properties":{"guarantees":{"type":"object","additionalProperties":true},"limits":{"type":"object","additionalProperties":true}}},"fsGid":{"type":["integer","null"]},"lifecycleHooks":{"type":"object","additionalProperties":false,"properties":{"postStart":{"type":"object","additionalProperties":true},"preStop":{"type":"object","additionalProperties":true}}},"networkTools":{"type":"object","additionalProperties":false,"properties":{"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"resources":{"type":"object","additionalProperties":true}}},"serviceAccountName":{"type":["string","null"]},"startTimeout":{"type":["integer","null"]},"storage":{"type":"object","additionalProperties":false,"required":["type","homeMountPath"],"properties":{"capacity":{"type":["string","null"]},"dynamic":{"type":"object","additionalProperties":false,"properties":{"pvcNameTemplate":{"type":["string","null"]},"storageAccessModes":{"type":"array","items":{"type":["string","null"]}},"storageClass":{"type":["string","null"]},"subPath":{"type":["string","null"]},"volumeNameTemplate":{"type":["string","null"]}}},"extraLabels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"extraVolumeMounts":{"type":["object","array","null"]},"extraVolumes":{"type":["object","array","null"]},"homeMountPath":{"type":"string"},"static":{"type":"object","additionalProperties":false,"properties":{"pvcName":{"type":["string","null"]},"subPath":{"type":["string","null"]}}},"type":{"enum":["dynamic","static","none"]}}},"allowPrivilegeEscalation":{"type":["boolean","null"]},"uid":{"type":["integer","null"]}}},"scheduling":{"type":"object","additionalProperties":false,"properties":{"userScheduler":{"type":"object","additionalProperties":false,"required":["enabled","plugins","pluginConfig","logLevel"],"properties":{"enabled":{"type":"boolean"},"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"replicas":{"type":"integer"},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"pdb":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"maxUnavailable":{"type":["integer","null"]},"minAvailable":{"type":["integer","null"]}}},"nodeSelector":{"type":"object","additionalProperties":true},"tolerations":{"type":"array"},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"containerSecurityContext":{"type":"object","additionalProperties":true},"logLevel":{"type":"integer"},"plugins":{"type":"object","additionalProperties":true},"pluginConfig":{"type":"array"},"resources":{"type":"object","additionalProperties":true},"serviceAccount":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"extraPodSpec":{"type":"object","additionalProperties":true}}},"podPriority":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"globalDefault":{"type":"boolean"},"defaultPriority":{"type":"integer"},"imagePullerPriority":{"type":"integer"},"userPlaceholderPriority":{"type":"integer"}}},"userPlaceholder":{"type":"object","additionalProperties":false,"properties":{"enabled":{"type":"boolean"},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"replicas":{"type":"integer"},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"resources":{"type":"object","additionalProperties":true},"containerSecurityContext":{"type":"object","additionalProperties":true},"extraPodSpec":{"type":"object","additionalProperties":true}}},"corePods":{"type":"object","additionalProperties":false,"properties":{"tolerations":{"type":"array"},"nodeAffinity":{"type":"object","additionalProperties":false,"properties":{"matchNodePurpose":{"enum":["ignore","prefer","require"]}}}}},"userPods":{"type":"object","additionalProperties":false,"properties":{"tolerations":{"type":"array"},"nodeAffinity":{"type":"object","additionalProperties":false,"properties":{"matchNodePurpose":{"enum":["ignore","prefer","require"]}}}}}}},"ingress":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"ingressClassName":{"type":["string","null"]},"hosts":{"type":"array"},"pathSuffix":{"type":["string","null"]},"pathType":{"enum":["Prefix","Exact","ImplementationSpecific"]},"tls":{"type":"array"},"extraPaths":{"type":"array"}}},"httpRoute":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"hostnames":{"type":"array"},"gateway":{"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string"},"namespace":{"type":"string"},"sectionName":{"type":"string"}}}}},"prePuller":{"type":"object","additionalProperties":false,"required":["hook","continuous"],"properties":{"revisionHistoryLimit":{"type":["integer","null"],"minimum":0},"labels":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}},"resources":{"type":"object","additionalProperties":true},"extraTolerations":{"type":"array"},"hook":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"},"pullOnlyOnChanges":{"type":"boolean"},"podSchedulingWaitDuration":{"type":"integer"},"nodeSelector":{"type":"object","additionalProperties":true},"tolerations":{"type":"array"},"containerSecurityContext":{"type":"object","additionalProperties":true},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}},"resources":{"type":"object","additionalProperties":true},"serviceAccount":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"serviceAccountImagePuller":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"daemonsetAnnotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"continuous":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"},"serviceAccount":{"type":"object","required":["create"],"additionalProperties":false,"properties":{"create":{"type":"boolean"},"name":{"type":["string","null"]},"annotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"daemonsetAnnotations":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"string"}}}}},"pullProfileListImages":{"type":"boolean"},"extraImages":{"type":"object","additionalProperties":false,"patternProperties":{".*":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]}}}}},"containerSecurityContext":{"type":"object","additionalProperties":true},"pause":{"type":"object","additionalProperties":false,"properties":{"containerSecurityContext":{"type":"object","additionalProperties":true},"image":{"type":"object","additionalProperties":false,"required":["name","tag"],"properties":{"name":{"type":"string"},"tag":{"type":"string"},"pullPolicy":{"enum":[null,"","IfNotPresent","Always","Never"]},"pullSecrets":{"type":"array"}}}}}}},"custom":{"type":"object","additionalProperties":true},"cull":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"},"users":{"type":["boolean","null"]},"adminUsers":{"type":["boolean","null"]},"removeNamedServers":{"type":["boolean","null"]},"timeout":{"type":["integer","null"]},"every":{"type":["integer","null"]},"concurrency":{"type":["integer","null"]},"maxAge":{"type":["integer","null"]}}},"debug":{"type":"object","additionalProperties":false,"required":["enabled"],"properties":{"enabled":{"type":"boolean"}}},"rbac":{"type":"object","additionalProperties":false,"required":["create"],"properties":{"enabled":{"type":"boolean"},"create":{"type":"boolean"}}},"global":{"type":"object","additionalProperties":true,"properties":{"safeToShowValues":{"type":"boolean"}}}}};
const func2 = Object.prototype.hasOwnProperty;
const pattern0 = new RegExp("^[A-Z].*$", "u");
const pattern2 = new RegExp(".*", "u");

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.imagePullSecrets === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "imagePullSecrets"},message:"must have required property '"+"imagePullSecrets"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.hub === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "hub"},message:"must have required property '"+"hub"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.proxy === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "proxy"},message:"must have required property '"+"proxy"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.singleuser === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "singleuser"},message:"must have required property '"+"singleuser"+"'"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.ingress === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "ingress"},message:"must have required property '"+"ingress"+"'"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.prePuller === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "prePuller"},message:"must have required property '"+"prePuller"+"'"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.custom === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "custom"},message:"must have required property '"+"custom"+"'"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.cull === undefined){
const err7 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cull"},message:"must have required property '"+"cull"+"'"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data.debug === undefined){
const err8 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "debug"},message:"must have required property '"+"debug"+"'"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data.rbac === undefined){
const err9 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rbac"},message:"must have required property '"+"rbac"+"'"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data.global === undefined){
const err10 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "global"},message:"must have required property '"+"global"+"'"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema11.properties, key0))){
const err11 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.enabled !== undefined){
let data0 = data.enabled;
if((typeof data0 !== "boolean") && (data0 !== null)){
const err12 = {instancePath:instancePath+"/enabled",schemaPath:"#/properties/enabled/type",keyword:"type",params:{type: schema11.properties.enabled.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.fullnameOverride !== undefined){
let data1 = data.fullnameOverride;
if((typeof data1 !== "string") && (data1 !== null)){
const err13 = {instancePath:instancePath+"/fullnameOverride",schemaPath:"#/properties/fullnameOverride/type",keyword:"type",params:{type: schema11.properties.fullnameOverride.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.nameOverride !== undefined){
let data2 = data.nameOverride;
if((typeof data2 !== "string") && (data2 !== null)){
const err14 = {instancePath:instancePath+"/nameOverride",schemaPath:"#/properties/nameOverride/type",keyword:"type",params:{type: schema11.properties.nameOverride.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.imagePullSecret !== undefined){
let data3 = data.imagePullSecret;
const _errs10 = errors;
let valid1 = true;
const _errs11 = errors;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.create !== undefined){
if(true !== data3.create){
const err15 = {};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
var _valid0 = _errs11 === errors;
errors = _errs10;
if(vErrors !== null){
if(_errs10){
vErrors.length = _errs10;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs13 = errors;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.registry === undefined){
const err16 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/then/required",keyword:"required",params:{missingProperty: "registry"},message:"must have required property '"+"registry"+"'"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data3.username === undefined){
const err17 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/then/required",keyword:"required",params:{missingProperty: "username"},message:"must have required property '"+"username"+"'"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(data3.password === undefined){
const err18 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/then/required",keyword:"required",params:{missingProperty: "password"},message:"must have required property '"+"password"+"'"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
for(const key1 in data3){
if(!((((((key1 === "create") || (key1 === "automaticReferenceInjection")) || (key1 === "registry")) || (key1 === "username")) || (key1 === "password")) || (key1 === "email"))){
const err19 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/then/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data3.create !== undefined){
if(typeof data3.create !== "boolean"){
const err20 = {instancePath:instancePath+"/imagePullSecret/create",schemaPath:"#/properties/imagePullSecret/then/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data3.automaticReferenceInjection !== undefined){
if(typeof data3.automaticReferenceInjection !== "boolean"){
const err21 = {instancePath:instancePath+"/imagePullSecret/automaticReferenceInjection",schemaPath:"#/properties/imagePullSecret/then/properties/automaticReferenceInjection/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data3.registry !== undefined){
if(typeof data3.registry !== "string"){
const err22 = {instancePath:instancePath+"/imagePullSecret/registry",schemaPath:"#/properties/imagePullSecret/then/properties/registry/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data3.username !== undefined){
if(typeof data3.username !== "string"){
const err23 = {instancePath:instancePath+"/imagePullSecret/username",schemaPath:"#/properties/imagePullSecret/then/properties/username/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data3.password !== undefined){
if(typeof data3.password !== "string"){
const err24 = {instancePath:instancePath+"/imagePullSecret/password",schemaPath:"#/properties/imagePullSecret/then/properties/password/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data3.email !== undefined){
let data10 = data3.email;
if((typeof data10 !== "string") && (data10 !== null)){
const err25 = {instancePath:instancePath+"/imagePullSecret/email",schemaPath:"#/properties/imagePullSecret/then/properties/email/type",keyword:"type",params:{type: schema11.properties.imagePullSecret.then.properties.email.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
var _valid0 = _errs13 === errors;
valid1 = _valid0;
}
if(!valid1){
const err26 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema"};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.create === undefined){
const err27 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/imagePullSecret",schemaPath:"#/properties/imagePullSecret/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.imagePullSecrets !== undefined){
if(!(Array.isArray(data.imagePullSecrets))){
const err29 = {instancePath:instancePath+"/imagePullSecrets",schemaPath:"#/properties/imagePullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.hub !== undefined){
let data12 = data.hub;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
if(data12.baseUrl === undefined){
const err30 = {instancePath:instancePath+"/hub",schemaPath:"#/properties/hub/required",keyword:"required",params:{missingProperty: "baseUrl"},message:"must have required property '"+"baseUrl"+"'"};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
for(const key2 in data12){
if(!(func2.call(schema11.properties.hub.properties, key2))){
const err31 = {instancePath:instancePath+"/hub",schemaPath:"#/properties/hub/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data12.revisionHistoryLimit !== undefined){
let data13 = data12.revisionHistoryLimit;
if((!((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13)))) && (data13 !== null)){
const err32 = {instancePath:instancePath+"/hub/revisionHistoryLimit",schemaPath:"#/properties/hub/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.hub.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
if(typeof data13 == "number"){
if(data13 < 0 || isNaN(data13)){
const err33 = {instancePath:instancePath+"/hub/revisionHistoryLimit",schemaPath:"#/properties/hub/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
if(data12.config !== undefined){
let data14 = data12.config;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key3 in data14){
if(!((key3 === "JupyterHub") || (pattern0.test(key3)))){
const err34 = {instancePath:instancePath+"/hub/config",schemaPath:"#/properties/hub/properties/config/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data14.JupyterHub !== undefined){
let data15 = data14.JupyterHub;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(data15.subdomain_host !== undefined){
if(typeof data15.subdomain_host !== "string"){
const err35 = {instancePath:instancePath+"/hub/config/JupyterHub/subdomain_host",schemaPath:"#/properties/hub/properties/config/properties/JupyterHub/properties/subdomain_host/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/hub/config/JupyterHub",schemaPath:"#/properties/hub/properties/config/properties/JupyterHub/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
for(const key4 in data14){
if(pattern0.test(key4)){
let data17 = data14[key4];
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
}
else {
const err37 = {instancePath:instancePath+"/hub/config/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/config/patternProperties/%5E%5BA-Z%5D.*%24/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
else {
const err38 = {instancePath:instancePath+"/hub/config",schemaPath:"#/properties/hub/properties/config/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data12.extraFiles !== undefined){
let data18 = data12.extraFiles;
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
for(const key5 in data18){
if(!(pattern2.test(key5))){
const err39 = {instancePath:instancePath+"/hub/extraFiles",schemaPath:"#/properties/hub/properties/extraFiles/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
for(const key6 in data18){
if(pattern2.test(key6)){
let data19 = data18[key6];
const _errs50 = errors;
let valid9 = false;
let passing0 = null;
const _errs51 = errors;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.data === undefined){
const err40 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/oneOf/0/required",keyword:"required",params:{missingProperty: "data"},message:"must have required property '"+"data"+"'"};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
var _valid1 = _errs51 === errors;
if(_valid1){
valid9 = true;
passing0 = 0;
}
const _errs52 = errors;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.stringData === undefined){
const err41 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/oneOf/1/required",keyword:"required",params:{missingProperty: "stringData"},message:"must have required property '"+"stringData"+"'"};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
var _valid1 = _errs52 === errors;
if(_valid1 && valid9){
valid9 = false;
passing0 = [passing0, 1];
}
else {
if(_valid1){
valid9 = true;
passing0 = 1;
}
const _errs53 = errors;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.binaryData === undefined){
const err42 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/oneOf/2/required",keyword:"required",params:{missingProperty: "binaryData"},message:"must have required property '"+"binaryData"+"'"};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
var _valid1 = _errs53 === errors;
if(_valid1 && valid9){
valid9 = false;
passing0 = [passing0, 2];
}
else {
if(_valid1){
valid9 = true;
passing0 = 2;
}
}
}
if(!valid9){
const err43 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf"};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
else {
errors = _errs50;
if(vErrors !== null){
if(_errs50){
vErrors.length = _errs50;
}
else {
vErrors = null;
}
}
}
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.mountPath === undefined){
const err44 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/required",keyword:"required",params:{missingProperty: "mountPath"},message:"must have required property '"+"mountPath"+"'"};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
for(const key7 in data19){
if(!(((((key7 === "mountPath") || (key7 === "data")) || (key7 === "stringData")) || (key7 === "binaryData")) || (key7 === "mode"))){
const err45 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data19.mountPath !== undefined){
if(typeof data19.mountPath !== "string"){
const err46 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/mountPath",schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/properties/mountPath/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data19.data !== undefined){
let data21 = data19.data;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
}
else {
const err47 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/data",schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/properties/data/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data19.stringData !== undefined){
if(typeof data19.stringData !== "string"){
const err48 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/stringData",schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/properties/stringData/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data19.binaryData !== undefined){
if(typeof data19.binaryData !== "string"){
const err49 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/binaryData",schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/properties/binaryData/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data19.mode !== undefined){
if(!(typeof data19.mode == "number")){
const err50 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1")+"/mode",schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/properties/mode/type",keyword:"type",params:{type: "number"},message:"must be number"};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
else {
const err51 = {instancePath:instancePath+"/hub/extraFiles/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/extraFiles/patternProperties/.*/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
}
else {
const err52 = {instancePath:instancePath+"/hub/extraFiles",schemaPath:"#/properties/hub/properties/extraFiles/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data12.baseUrl !== undefined){
if(typeof data12.baseUrl !== "string"){
const err53 = {instancePath:instancePath+"/hub/baseUrl",schemaPath:"#/properties/hub/properties/baseUrl/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
if(data12.command !== undefined){
if(!(Array.isArray(data12.command))){
const err54 = {instancePath:instancePath+"/hub/command",schemaPath:"#/properties/hub/properties/command/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data12.args !== undefined){
if(!(Array.isArray(data12.args))){
const err55 = {instancePath:instancePath+"/hub/args",schemaPath:"#/properties/hub/properties/args/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data12.cookieSecret !== undefined){
let data28 = data12.cookieSecret;
if((typeof data28 !== "string") && (data28 !== null)){
const err56 = {instancePath:instancePath+"/hub/cookieSecret",schemaPath:"#/properties/hub/properties/cookieSecret/type",keyword:"type",params:{type: schema11.properties.hub.properties.cookieSecret.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data12.image !== undefined){
let data29 = data12.image;
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
if(data29.name === undefined){
const err57 = {instancePath:instancePath+"/hub/image",schemaPath:"#/properties/hub/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(data29.tag === undefined){
const err58 = {instancePath:instancePath+"/hub/image",schemaPath:"#/properties/hub/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
for(const key8 in data29){
if(!((((key8 === "name") || (key8 === "tag")) || (key8 === "pullPolicy")) || (key8 === "pullSecrets"))){
const err59 = {instancePath:instancePath+"/hub/image",schemaPath:"#/properties/hub/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data29.name !== undefined){
if(typeof data29.name !== "string"){
const err60 = {instancePath:instancePath+"/hub/image/name",schemaPath:"#/properties/hub/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data29.tag !== undefined){
if(typeof data29.tag !== "string"){
const err61 = {instancePath:instancePath+"/hub/image/tag",schemaPath:"#/properties/hub/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data29.pullPolicy !== undefined){
let data32 = data29.pullPolicy;
if(!(((((data32 === null) || (data32 === "")) || (data32 === "IfNotPresent")) || (data32 === "Always")) || (data32 === "Never"))){
const err62 = {instancePath:instancePath+"/hub/image/pullPolicy",schemaPath:"#/properties/hub/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.hub.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data29.pullSecrets !== undefined){
if(!(Array.isArray(data29.pullSecrets))){
const err63 = {instancePath:instancePath+"/hub/image/pullSecrets",schemaPath:"#/properties/hub/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
else {
const err64 = {instancePath:instancePath+"/hub/image",schemaPath:"#/properties/hub/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
if(data12.networkPolicy !== undefined){
let data34 = data12.networkPolicy;
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
for(const key9 in data34){
if(!((((((key9 === "enabled") || (key9 === "ingress")) || (key9 === "egress")) || (key9 === "egressAllowRules")) || (key9 === "interNamespaceAccessLabels")) || (key9 === "allowedIngressPorts"))){
const err65 = {instancePath:instancePath+"/hub/networkPolicy",schemaPath:"#/properties/hub/properties/networkPolicy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data34.enabled !== undefined){
if(typeof data34.enabled !== "boolean"){
const err66 = {instancePath:instancePath+"/hub/networkPolicy/enabled",schemaPath:"#/properties/hub/properties/networkPolicy/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
if(data34.ingress !== undefined){
if(!(Array.isArray(data34.ingress))){
const err67 = {instancePath:instancePath+"/hub/networkPolicy/ingress",schemaPath:"#/properties/hub/properties/networkPolicy/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data34.egress !== undefined){
if(!(Array.isArray(data34.egress))){
const err68 = {instancePath:instancePath+"/hub/networkPolicy/egress",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data34.egressAllowRules !== undefined){
let data38 = data34.egressAllowRules;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
for(const key10 in data38){
if(!((((((key10 === "cloudMetadataServer") || (key10 === "dnsPortsCloudMetadataServer")) || (key10 === "dnsPortsKubeSystemNamespace")) || (key10 === "dnsPortsPrivateIPs")) || (key10 === "nonPrivateIPs")) || (key10 === "privateIPs"))){
const err69 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key10},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data38.cloudMetadataServer !== undefined){
if(typeof data38.cloudMetadataServer !== "boolean"){
const err70 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/cloudMetadataServer",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/cloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data38.dnsPortsCloudMetadataServer !== undefined){
if(typeof data38.dnsPortsCloudMetadataServer !== "boolean"){
const err71 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/dnsPortsCloudMetadataServer",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsCloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data38.dnsPortsKubeSystemNamespace !== undefined){
if(typeof data38.dnsPortsKubeSystemNamespace !== "boolean"){
const err72 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/dnsPortsKubeSystemNamespace",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsKubeSystemNamespace/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data38.dnsPortsPrivateIPs !== undefined){
if(typeof data38.dnsPortsPrivateIPs !== "boolean"){
const err73 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/dnsPortsPrivateIPs",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data38.nonPrivateIPs !== undefined){
if(typeof data38.nonPrivateIPs !== "boolean"){
const err74 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/nonPrivateIPs",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/nonPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
if(data38.privateIPs !== undefined){
if(typeof data38.privateIPs !== "boolean"){
const err75 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules/privateIPs",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/properties/privateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
else {
const err76 = {instancePath:instancePath+"/hub/networkPolicy/egressAllowRules",schemaPath:"#/properties/hub/properties/networkPolicy/properties/egressAllowRules/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data34.interNamespaceAccessLabels !== undefined){
let data45 = data34.interNamespaceAccessLabels;
if(!((data45 === "accept") || (data45 === "ignore"))){
const err77 = {instancePath:instancePath+"/hub/networkPolicy/interNamespaceAccessLabels",schemaPath:"#/properties/hub/properties/networkPolicy/properties/interNamespaceAccessLabels/enum",keyword:"enum",params:{allowedValues: schema11.properties.hub.properties.networkPolicy.properties.interNamespaceAccessLabels.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data34.allowedIngressPorts !== undefined){
if(!(Array.isArray(data34.allowedIngressPorts))){
const err78 = {instancePath:instancePath+"/hub/networkPolicy/allowedIngressPorts",schemaPath:"#/properties/hub/properties/networkPolicy/properties/allowedIngressPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
else {
const err79 = {instancePath:instancePath+"/hub/networkPolicy",schemaPath:"#/properties/hub/properties/networkPolicy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
if(data12.db !== undefined){
let data47 = data12.db;
if(data47 && typeof data47 == "object" && !Array.isArray(data47)){
for(const key11 in data47){
if(!(((((key11 === "type") || (key11 === "pvc")) || (key11 === "upgrade")) || (key11 === "url")) || (key11 === "password"))){
const err80 = {instancePath:instancePath+"/hub/db",schemaPath:"#/properties/hub/properties/db/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
if(data47.type !== undefined){
let data48 = data47.type;
if(!(((((data48 === "sqlite-pvc") || (data48 === "sqlite-memory")) || (data48 === "mysql")) || (data48 === "postgres")) || (data48 === "other"))){
const err81 = {instancePath:instancePath+"/hub/db/type",schemaPath:"#/properties/hub/properties/db/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.hub.properties.db.properties.type.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data47.pvc !== undefined){
let data49 = data47.pvc;
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
if(data49.storage === undefined){
const err82 = {instancePath:instancePath+"/hub/db/pvc",schemaPath:"#/properties/hub/properties/db/properties/pvc/required",keyword:"required",params:{missingProperty: "storage"},message:"must have required property '"+"storage"+"'"};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
for(const key12 in data49){
if(!((((((key12 === "annotations") || (key12 === "selector")) || (key12 === "storage")) || (key12 === "accessModes")) || (key12 === "storageClassName")) || (key12 === "subPath"))){
const err83 = {instancePath:instancePath+"/hub/db/pvc",schemaPath:"#/properties/hub/properties/db/properties/pvc/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key12},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data49.annotations !== undefined){
let data50 = data49.annotations;
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
for(const key13 in data50){
if(!(pattern2.test(key13))){
const err84 = {instancePath:instancePath+"/hub/db/pvc/annotations",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key13},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
for(const key14 in data50){
if(pattern2.test(key14)){
if(typeof data50[key14] !== "string"){
const err85 = {instancePath:instancePath+"/hub/db/pvc/annotations/" + key14.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
}
else {
const err86 = {instancePath:instancePath+"/hub/db/pvc/annotations",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
}
if(data49.selector !== undefined){
let data52 = data49.selector;
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
}
else {
const err87 = {instancePath:instancePath+"/hub/db/pvc/selector",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/selector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(data49.storage !== undefined){
if(typeof data49.storage !== "string"){
const err88 = {instancePath:instancePath+"/hub/db/pvc/storage",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/storage/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
if(data49.accessModes !== undefined){
let data54 = data49.accessModes;
if(Array.isArray(data54)){
const len0 = data54.length;
for(let i0=0; i0<len0; i0++){
let data55 = data54[i0];
if((typeof data55 !== "string") && (data55 !== null)){
const err89 = {instancePath:instancePath+"/hub/db/pvc/accessModes/" + i0,schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/accessModes/items/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.pvc.properties.accessModes.items.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
}
else {
const err90 = {instancePath:instancePath+"/hub/db/pvc/accessModes",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/accessModes/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
if(data49.storageClassName !== undefined){
let data56 = data49.storageClassName;
if((typeof data56 !== "string") && (data56 !== null)){
const err91 = {instancePath:instancePath+"/hub/db/pvc/storageClassName",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/storageClassName/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.pvc.properties.storageClassName.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
if(data49.subPath !== undefined){
let data57 = data49.subPath;
if((typeof data57 !== "string") && (data57 !== null)){
const err92 = {instancePath:instancePath+"/hub/db/pvc/subPath",schemaPath:"#/properties/hub/properties/db/properties/pvc/properties/subPath/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.pvc.properties.subPath.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
}
}
else {
const err93 = {instancePath:instancePath+"/hub/db/pvc",schemaPath:"#/properties/hub/properties/db/properties/pvc/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
}
if(data47.upgrade !== undefined){
let data58 = data47.upgrade;
if((typeof data58 !== "boolean") && (data58 !== null)){
const err94 = {instancePath:instancePath+"/hub/db/upgrade",schemaPath:"#/properties/hub/properties/db/properties/upgrade/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.upgrade.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
if(data47.url !== undefined){
let data59 = data47.url;
if((typeof data59 !== "string") && (data59 !== null)){
const err95 = {instancePath:instancePath+"/hub/db/url",schemaPath:"#/properties/hub/properties/db/properties/url/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.url.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
}
if(data47.password !== undefined){
let data60 = data47.password;
if((typeof data60 !== "string") && (data60 !== null)){
const err96 = {instancePath:instancePath+"/hub/db/password",schemaPath:"#/properties/hub/properties/db/properties/password/type",keyword:"type",params:{type: schema11.properties.hub.properties.db.properties.password.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
}
}
else {
const err97 = {instancePath:instancePath+"/hub/db",schemaPath:"#/properties/hub/properties/db/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
}
if(data12.labels !== undefined){
let data61 = data12.labels;
if(data61 && typeof data61 == "object" && !Array.isArray(data61)){
for(const key15 in data61){
if(!(pattern2.test(key15))){
const err98 = {instancePath:instancePath+"/hub/labels",schemaPath:"#/properties/hub/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
for(const key16 in data61){
if(pattern2.test(key16)){
if(typeof data61[key16] !== "string"){
const err99 = {instancePath:instancePath+"/hub/labels/" + key16.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err99];
}
else {
vErrors.push(err99);
}
errors++;
}
}
}
}
else {
const err100 = {instancePath:instancePath+"/hub/labels",schemaPath:"#/properties/hub/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err100];
}
else {
vErrors.push(err100);
}
errors++;
}
}
if(data12.initContainers !== undefined){
if(!(Array.isArray(data12.initContainers))){
const err101 = {instancePath:instancePath+"/hub/initContainers",schemaPath:"#/properties/hub/properties/initContainers/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err101];
}
else {
vErrors.push(err101);
}
errors++;
}
}
if(data12.extraEnv !== undefined){
let data64 = data12.extraEnv;
if(!data64 || typeof data64 != "object"){
const err102 = {instancePath:instancePath+"/hub/extraEnv",schemaPath:"#/properties/hub/properties/extraEnv/type",keyword:"type",params:{type: schema11.properties.hub.properties.extraEnv.type},message:"must be object,array"};
if(vErrors === null){
vErrors = [err102];
}
else {
vErrors.push(err102);
}
errors++;
}
}
if(data12.extraConfig !== undefined){
let data65 = data12.extraConfig;
if(data65 && typeof data65 == "object" && !Array.isArray(data65)){
}
else {
const err103 = {instancePath:instancePath+"/hub/extraConfig",schemaPath:"#/properties/hub/properties/extraConfig/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err103];
}
else {
vErrors.push(err103);
}
errors++;
}
}
if(data12.fsGid !== undefined){
let data66 = data12.fsGid;
if((!((typeof data66 == "number") && (!(data66 % 1) && !isNaN(data66)))) && (data66 !== null)){
const err104 = {instancePath:instancePath+"/hub/fsGid",schemaPath:"#/properties/hub/properties/fsGid/type",keyword:"type",params:{type: schema11.properties.hub.properties.fsGid.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err104];
}
else {
vErrors.push(err104);
}
errors++;
}
if(typeof data66 == "number"){
if(data66 < 0 || isNaN(data66)){
const err105 = {instancePath:instancePath+"/hub/fsGid",schemaPath:"#/properties/hub/properties/fsGid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err105];
}
else {
vErrors.push(err105);
}
errors++;
}
}
}
if(data12.service !== undefined){
let data67 = data12.service;
if(data67 && typeof data67 == "object" && !Array.isArray(data67)){
for(const key17 in data67){
if(!(((((((key17 === "type") || (key17 === "ports")) || (key17 === "annotations")) || (key17 === "extraPorts")) || (key17 === "loadBalancerIP")) || (key17 === "ipFamilyPolicy")) || (key17 === "ipFamilies"))){
const err106 = {instancePath:instancePath+"/hub/service",schemaPath:"#/properties/hub/properties/service/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key17},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err106];
}
else {
vErrors.push(err106);
}
errors++;
}
}
if(data67.type !== undefined){
let data68 = data67.type;
if(!((((data68 === "ClusterIP") || (data68 === "NodePort")) || (data68 === "LoadBalancer")) || (data68 === "ExternalName"))){
const err107 = {instancePath:instancePath+"/hub/service/type",schemaPath:"#/properties/hub/properties/service/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.hub.properties.service.properties.type.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err107];
}
else {
vErrors.push(err107);
}
errors++;
}
}
if(data67.ports !== undefined){
let data69 = data67.ports;
if(data69 && typeof data69 == "object" && !Array.isArray(data69)){
for(const key18 in data69){
if(!((key18 === "appProtocol") || (key18 === "nodePort"))){
const err108 = {instancePath:instancePath+"/hub/service/ports",schemaPath:"#/properties/hub/properties/service/properties/ports/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key18},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err108];
}
else {
vErrors.push(err108);
}
errors++;
}
}
if(data69.appProtocol !== undefined){
let data70 = data69.appProtocol;
if((typeof data70 !== "string") && (data70 !== null)){
const err109 = {instancePath:instancePath+"/hub/service/ports/appProtocol",schemaPath:"#/properties/hub/properties/service/properties/ports/properties/appProtocol/type",keyword:"type",params:{type: schema11.properties.hub.properties.service.properties.ports.properties.appProtocol.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err109];
}
else {
vErrors.push(err109);
}
errors++;
}
}
if(data69.nodePort !== undefined){
let data71 = data69.nodePort;
if((!((typeof data71 == "number") && (!(data71 % 1) && !isNaN(data71)))) && (data71 !== null)){
const err110 = {instancePath:instancePath+"/hub/service/ports/nodePort",schemaPath:"#/properties/hub/properties/service/properties/ports/properties/nodePort/type",keyword:"type",params:{type: schema11.properties.hub.properties.service.properties.ports.properties.nodePort.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err110];
}
else {
vErrors.push(err110);
}
errors++;
}
if(typeof data71 == "number"){
if(data71 < 0 || isNaN(data71)){
const err111 = {instancePath:instancePath+"/hub/service/ports/nodePort",schemaPath:"#/properties/hub/properties/service/properties/ports/properties/nodePort/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err111];
}
else {
vErrors.push(err111);
}
errors++;
}
}
}
}
else {
const err112 = {instancePath:instancePath+"/hub/service/ports",schemaPath:"#/properties/hub/properties/service/properties/ports/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err112];
}
else {
vErrors.push(err112);
}
errors++;
}
}
if(data67.annotations !== undefined){
let data72 = data67.annotations;
if(data72 && typeof data72 == "object" && !Array.isArray(data72)){
for(const key19 in data72){
if(!(pattern2.test(key19))){
const err113 = {instancePath:instancePath+"/hub/service/annotations",schemaPath:"#/properties/hub/properties/service/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key19},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err113];
}
else {
vErrors.push(err113);
}
errors++;
}
}
for(const key20 in data72){
if(pattern2.test(key20)){
if(typeof data72[key20] !== "string"){
const err114 = {instancePath:instancePath+"/hub/service/annotations/" + key20.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/service/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err114];
}
else {
vErrors.push(err114);
}
errors++;
}
}
}
}
else {
const err115 = {instancePath:instancePath+"/hub/service/annotations",schemaPath:"#/properties/hub/properties/service/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err115];
}
else {
vErrors.push(err115);
}
errors++;
}
}
if(data67.extraPorts !== undefined){
if(!(Array.isArray(data67.extraPorts))){
const err116 = {instancePath:instancePath+"/hub/service/extraPorts",schemaPath:"#/properties/hub/properties/service/properties/extraPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err116];
}
else {
vErrors.push(err116);
}
errors++;
}
}
if(data67.loadBalancerIP !== undefined){
let data75 = data67.loadBalancerIP;
if((typeof data75 !== "string") && (data75 !== null)){
const err117 = {instancePath:instancePath+"/hub/service/loadBalancerIP",schemaPath:"#/properties/hub/properties/service/properties/loadBalancerIP/type",keyword:"type",params:{type: schema11.properties.hub.properties.service.properties.loadBalancerIP.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err117];
}
else {
vErrors.push(err117);
}
errors++;
}
}
if(data67.ipFamilyPolicy !== undefined){
if(typeof data67.ipFamilyPolicy !== "string"){
const err118 = {instancePath:instancePath+"/hub/service/ipFamilyPolicy",schemaPath:"#/properties/hub/properties/service/properties/ipFamilyPolicy/type",keyword:"type",params:{type: schema11.properties.hub.properties.service.properties.ipFamilyPolicy.type},message:"must be string"};
if(vErrors === null){
vErrors = [err118];
}
else {
vErrors.push(err118);
}
errors++;
}
}
if(data67.ipFamilies !== undefined){
if(!(Array.isArray(data67.ipFamilies))){
const err119 = {instancePath:instancePath+"/hub/service/ipFamilies",schemaPath:"#/properties/hub/properties/service/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err119];
}
else {
vErrors.push(err119);
}
errors++;
}
}
}
else {
const err120 = {instancePath:instancePath+"/hub/service",schemaPath:"#/properties/hub/properties/service/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err120];
}
else {
vErrors.push(err120);
}
errors++;
}
}
if(data12.pdb !== undefined){
let data78 = data12.pdb;
if(data78 && typeof data78 == "object" && !Array.isArray(data78)){
for(const key21 in data78){
if(!(((key21 === "enabled") || (key21 === "maxUnavailable")) || (key21 === "minAvailable"))){
const err121 = {instancePath:instancePath+"/hub/pdb",schemaPath:"#/properties/hub/properties/pdb/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key21},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err121];
}
else {
vErrors.push(err121);
}
errors++;
}
}
if(data78.enabled !== undefined){
if(typeof data78.enabled !== "boolean"){
const err122 = {instancePath:instancePath+"/hub/pdb/enabled",schemaPath:"#/properties/hub/properties/pdb/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err122];
}
else {
vErrors.push(err122);
}
errors++;
}
}
if(data78.maxUnavailable !== undefined){
let data80 = data78.maxUnavailable;
if((!((typeof data80 == "number") && (!(data80 % 1) && !isNaN(data80)))) && (data80 !== null)){
const err123 = {instancePath:instancePath+"/hub/pdb/maxUnavailable",schemaPath:"#/properties/hub/properties/pdb/properties/maxUnavailable/type",keyword:"type",params:{type: schema11.properties.hub.properties.pdb.properties.maxUnavailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err123];
}
else {
vErrors.push(err123);
}
errors++;
}
}
if(data78.minAvailable !== undefined){
let data81 = data78.minAvailable;
if((!((typeof data81 == "number") && (!(data81 % 1) && !isNaN(data81)))) && (data81 !== null)){
const err124 = {instancePath:instancePath+"/hub/pdb/minAvailable",schemaPath:"#/properties/hub/properties/pdb/properties/minAvailable/type",keyword:"type",params:{type: schema11.properties.hub.properties.pdb.properties.minAvailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err124];
}
else {
vErrors.push(err124);
}
errors++;
}
}
}
else {
const err125 = {instancePath:instancePath+"/hub/pdb",schemaPath:"#/properties/hub/properties/pdb/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err125];
}
else {
vErrors.push(err125);
}
errors++;
}
}
if(data12.existingSecret !== undefined){
let data82 = data12.existingSecret;
if((typeof data82 !== "string") && (data82 !== null)){
const err126 = {instancePath:instancePath+"/hub/existingSecret",schemaPath:"#/properties/hub/properties/existingSecret/type",keyword:"type",params:{type: schema11.properties.hub.properties.existingSecret.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err126];
}
else {
vErrors.push(err126);
}
errors++;
}
}
if(data12.nodeSelector !== undefined){
let data83 = data12.nodeSelector;
if(data83 && typeof data83 == "object" && !Array.isArray(data83)){
}
else {
const err127 = {instancePath:instancePath+"/hub/nodeSelector",schemaPath:"#/properties/hub/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err127];
}
else {
vErrors.push(err127);
}
errors++;
}
}
if(data12.tolerations !== undefined){
if(!(Array.isArray(data12.tolerations))){
const err128 = {instancePath:instancePath+"/hub/tolerations",schemaPath:"#/properties/hub/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err128];
}
else {
vErrors.push(err128);
}
errors++;
}
}
if(data12.activeServerLimit !== undefined){
let data85 = data12.activeServerLimit;
if((!((typeof data85 == "number") && (!(data85 % 1) && !isNaN(data85)))) && (data85 !== null)){
const err129 = {instancePath:instancePath+"/hub/activeServerLimit",schemaPath:"#/properties/hub/properties/activeServerLimit/type",keyword:"type",params:{type: schema11.properties.hub.properties.activeServerLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err129];
}
else {
vErrors.push(err129);
}
errors++;
}
}
if(data12.allowNamedServers !== undefined){
let data86 = data12.allowNamedServers;
if((typeof data86 !== "boolean") && (data86 !== null)){
const err130 = {instancePath:instancePath+"/hub/allowNamedServers",schemaPath:"#/properties/hub/properties/allowNamedServers/type",keyword:"type",params:{type: schema11.properties.hub.properties.allowNamedServers.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err130];
}
else {
vErrors.push(err130);
}
errors++;
}
}
if(data12.annotations !== undefined){
let data87 = data12.annotations;
if(data87 && typeof data87 == "object" && !Array.isArray(data87)){
for(const key22 in data87){
if(!(pattern2.test(key22))){
const err131 = {instancePath:instancePath+"/hub/annotations",schemaPath:"#/properties/hub/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key22},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err131];
}
else {
vErrors.push(err131);
}
errors++;
}
}
for(const key23 in data87){
if(pattern2.test(key23)){
if(typeof data87[key23] !== "string"){
const err132 = {instancePath:instancePath+"/hub/annotations/" + key23.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err132];
}
else {
vErrors.push(err132);
}
errors++;
}
}
}
}
else {
const err133 = {instancePath:instancePath+"/hub/annotations",schemaPath:"#/properties/hub/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err133];
}
else {
vErrors.push(err133);
}
errors++;
}
}
if(data12.authenticatePrometheus !== undefined){
let data89 = data12.authenticatePrometheus;
if((typeof data89 !== "boolean") && (data89 !== null)){
const err134 = {instancePath:instancePath+"/hub/authenticatePrometheus",schemaPath:"#/properties/hub/properties/authenticatePrometheus/type",keyword:"type",params:{type: schema11.properties.hub.properties.authenticatePrometheus.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err134];
}
else {
vErrors.push(err134);
}
errors++;
}
}
if(data12.concurrentSpawnLimit !== undefined){
let data90 = data12.concurrentSpawnLimit;
if((!((typeof data90 == "number") && (!(data90 % 1) && !isNaN(data90)))) && (data90 !== null)){
const err135 = {instancePath:instancePath+"/hub/concurrentSpawnLimit",schemaPath:"#/properties/hub/properties/concurrentSpawnLimit/type",keyword:"type",params:{type: schema11.properties.hub.properties.concurrentSpawnLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err135];
}
else {
vErrors.push(err135);
}
errors++;
}
}
if(data12.consecutiveFailureLimit !== undefined){
let data91 = data12.consecutiveFailureLimit;
if((!((typeof data91 == "number") && (!(data91 % 1) && !isNaN(data91)))) && (data91 !== null)){
const err136 = {instancePath:instancePath+"/hub/consecutiveFailureLimit",schemaPath:"#/properties/hub/properties/consecutiveFailureLimit/type",keyword:"type",params:{type: schema11.properties.hub.properties.consecutiveFailureLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err136];
}
else {
vErrors.push(err136);
}
errors++;
}
}
if(data12.containerSecurityContext !== undefined){
let data93 = data12.containerSecurityContext;
if(data93 && typeof data93 == "object" && !Array.isArray(data93)){
}
else {
const err137 = {instancePath:instancePath+"/hub/containerSecurityContext",schemaPath:"#/properties/hub/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err137];
}
else {
vErrors.push(err137);
}
errors++;
}
}
if(data12.deploymentStrategy !== undefined){
let data94 = data12.deploymentStrategy;
if(data94 && typeof data94 == "object" && !Array.isArray(data94)){
for(const key24 in data94){
if(!((key24 === "rollingUpdate") || (key24 === "type"))){
const err138 = {instancePath:instancePath+"/hub/deploymentStrategy",schemaPath:"#/properties/hub/properties/deploymentStrategy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key24},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err138];
}
else {
vErrors.push(err138);
}
errors++;
}
}
if(data94.rollingUpdate !== undefined){
let data95 = data94.rollingUpdate;
if((typeof data95 !== "string") && (data95 !== null)){
const err139 = {instancePath:instancePath+"/hub/deploymentStrategy/rollingUpdate",schemaPath:"#/properties/hub/properties/deploymentStrategy/properties/rollingUpdate/type",keyword:"type",params:{type: schema11.properties.hub.properties.deploymentStrategy.properties.rollingUpdate.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err139];
}
else {
vErrors.push(err139);
}
errors++;
}
}
if(data94.type !== undefined){
let data96 = data94.type;
if((typeof data96 !== "string") && (data96 !== null)){
const err140 = {instancePath:instancePath+"/hub/deploymentStrategy/type",schemaPath:"#/properties/hub/properties/deploymentStrategy/properties/type/type",keyword:"type",params:{type: schema11.properties.hub.properties.deploymentStrategy.properties.type.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err140];
}
else {
vErrors.push(err140);
}
errors++;
}
}
}
else {
const err141 = {instancePath:instancePath+"/hub/deploymentStrategy",schemaPath:"#/properties/hub/properties/deploymentStrategy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err141];
}
else {
vErrors.push(err141);
}
errors++;
}
}
if(data12.extraContainers !== undefined){
if(!(Array.isArray(data12.extraContainers))){
const err142 = {instancePath:instancePath+"/hub/extraContainers",schemaPath:"#/properties/hub/properties/extraContainers/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err142];
}
else {
vErrors.push(err142);
}
errors++;
}
}
if(data12.extraVolumeMounts !== undefined){
if(!(Array.isArray(data12.extraVolumeMounts))){
const err143 = {instancePath:instancePath+"/hub/extraVolumeMounts",schemaPath:"#/properties/hub/properties/extraVolumeMounts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err143];
}
else {
vErrors.push(err143);
}
errors++;
}
}
if(data12.extraVolumes !== undefined){
if(!(Array.isArray(data12.extraVolumes))){
const err144 = {instancePath:instancePath+"/hub/extraVolumes",schemaPath:"#/properties/hub/properties/extraVolumes/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err144];
}
else {
vErrors.push(err144);
}
errors++;
}
}
if(data12.livenessProbe !== undefined){
let data100 = data12.livenessProbe;
if(data100 && typeof data100 == "object" && !Array.isArray(data100)){
if(data100.enabled === undefined){
const err145 = {instancePath:instancePath+"/hub/livenessProbe",schemaPath:"#/properties/hub/properties/livenessProbe/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err145];
}
else {
vErrors.push(err145);
}
errors++;
}
}
else {
const err146 = {instancePath:instancePath+"/hub/livenessProbe",schemaPath:"#/properties/hub/properties/livenessProbe/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err146];
}
else {
vErrors.push(err146);
}
errors++;
}
}
if(data12.readinessProbe !== undefined){
let data101 = data12.readinessProbe;
if(data101 && typeof data101 == "object" && !Array.isArray(data101)){
if(data101.enabled === undefined){
const err147 = {instancePath:instancePath+"/hub/readinessProbe",schemaPath:"#/properties/hub/properties/readinessProbe/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err147];
}
else {
vErrors.push(err147);
}
errors++;
}
}
else {
const err148 = {instancePath:instancePath+"/hub/readinessProbe",schemaPath:"#/properties/hub/properties/readinessProbe/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err148];
}
else {
vErrors.push(err148);
}
errors++;
}
}
if(data12.namedServerLimitPerUser !== undefined){
let data102 = data12.namedServerLimitPerUser;
if((!((typeof data102 == "number") && (!(data102 % 1) && !isNaN(data102)))) && (data102 !== null)){
const err149 = {instancePath:instancePath+"/hub/namedServerLimitPerUser",schemaPath:"#/properties/hub/properties/namedServerLimitPerUser/type",keyword:"type",params:{type: schema11.properties.hub.properties.namedServerLimitPerUser.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err149];
}
else {
vErrors.push(err149);
}
errors++;
}
}
if(data12.redirectToServer !== undefined){
let data103 = data12.redirectToServer;
if((typeof data103 !== "boolean") && (data103 !== null)){
const err150 = {instancePath:instancePath+"/hub/redirectToServer",schemaPath:"#/properties/hub/properties/redirectToServer/type",keyword:"type",params:{type: schema11.properties.hub.properties.redirectToServer.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err150];
}
else {
vErrors.push(err150);
}
errors++;
}
}
if(data12.resources !== undefined){
let data104 = data12.resources;
if(data104 && typeof data104 == "object" && !Array.isArray(data104)){
}
else {
const err151 = {instancePath:instancePath+"/hub/resources",schemaPath:"#/properties/hub/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err151];
}
else {
vErrors.push(err151);
}
errors++;
}
}
if(data12.lifecycle !== undefined){
let data105 = data12.lifecycle;
if(data105 && typeof data105 == "object" && !Array.isArray(data105)){
for(const key25 in data105){
if(!((key25 === "postStart") || (key25 === "preStop"))){
const err152 = {instancePath:instancePath+"/hub/lifecycle",schemaPath:"#/properties/hub/properties/lifecycle/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key25},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err152];
}
else {
vErrors.push(err152);
}
errors++;
}
}
if(data105.postStart !== undefined){
let data106 = data105.postStart;
if(data106 && typeof data106 == "object" && !Array.isArray(data106)){
}
else {
const err153 = {instancePath:instancePath+"/hub/lifecycle/postStart",schemaPath:"#/properties/hub/properties/lifecycle/properties/postStart/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err153];
}
else {
vErrors.push(err153);
}
errors++;
}
}
if(data105.preStop !== undefined){
let data107 = data105.preStop;
if(data107 && typeof data107 == "object" && !Array.isArray(data107)){
}
else {
const err154 = {instancePath:instancePath+"/hub/lifecycle/preStop",schemaPath:"#/properties/hub/properties/lifecycle/properties/preStop/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err154];
}
else {
vErrors.push(err154);
}
errors++;
}
}
}
else {
const err155 = {instancePath:instancePath+"/hub/lifecycle",schemaPath:"#/properties/hub/properties/lifecycle/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err155];
}
else {
vErrors.push(err155);
}
errors++;
}
}
if(data12.services !== undefined){
let data108 = data12.services;
if(data108 && typeof data108 == "object" && !Array.isArray(data108)){
if(data108.name !== undefined){
if(typeof data108.name !== "string"){
const err156 = {instancePath:instancePath+"/hub/services/name",schemaPath:"#/properties/hub/properties/services/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err156];
}
else {
vErrors.push(err156);
}
errors++;
}
}
if(data108.admin !== undefined){
if(typeof data108.admin !== "boolean"){
const err157 = {instancePath:instancePath+"/hub/services/admin",schemaPath:"#/properties/hub/properties/services/properties/admin/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err157];
}
else {
vErrors.push(err157);
}
errors++;
}
}
if(data108.command !== undefined){
let data111 = data108.command;
if((typeof data111 !== "string") && (!(Array.isArray(data111)))){
const err158 = {instancePath:instancePath+"/hub/services/command",schemaPath:"#/properties/hub/properties/services/properties/command/type",keyword:"type",params:{type: schema11.properties.hub.properties.services.properties.command.type},message:"must be string,array"};
if(vErrors === null){
vErrors = [err158];
}
else {
vErrors.push(err158);
}
errors++;
}
}
if(data108.url !== undefined){
if(typeof data108.url !== "string"){
const err159 = {instancePath:instancePath+"/hub/services/url",schemaPath:"#/properties/hub/properties/services/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err159];
}
else {
vErrors.push(err159);
}
errors++;
}
}
if(data108.api_token !== undefined){
let data113 = data108.api_token;
if((typeof data113 !== "string") && (data113 !== null)){
const err160 = {instancePath:instancePath+"/hub/services/api_token",schemaPath:"#/properties/hub/properties/services/properties/api_token/type",keyword:"type",params:{type: schema11.properties.hub.properties.services.properties.api_token.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err160];
}
else {
vErrors.push(err160);
}
errors++;
}
}
if(data108.apiToken !== undefined){
let data114 = data108.apiToken;
if((typeof data114 !== "string") && (data114 !== null)){
const err161 = {instancePath:instancePath+"/hub/services/apiToken",schemaPath:"#/properties/hub/properties/services/properties/apiToken/type",keyword:"type",params:{type: schema11.properties.hub.properties.services.properties.apiToken.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err161];
}
else {
vErrors.push(err161);
}
errors++;
}
}
}
else {
const err162 = {instancePath:instancePath+"/hub/services",schemaPath:"#/properties/hub/properties/services/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err162];
}
else {
vErrors.push(err162);
}
errors++;
}
}
if(data12.loadRoles !== undefined){
let data115 = data12.loadRoles;
if(data115 && typeof data115 == "object" && !Array.isArray(data115)){
}
else {
const err163 = {instancePath:instancePath+"/hub/loadRoles",schemaPath:"#/properties/hub/properties/loadRoles/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err163];
}
else {
vErrors.push(err163);
}
errors++;
}
}
if(data12.shutdownOnLogout !== undefined){
let data116 = data12.shutdownOnLogout;
if((typeof data116 !== "boolean") && (data116 !== null)){
const err164 = {instancePath:instancePath+"/hub/shutdownOnLogout",schemaPath:"#/properties/hub/properties/shutdownOnLogout/type",keyword:"type",params:{type: schema11.properties.hub.properties.shutdownOnLogout.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err164];
}
else {
vErrors.push(err164);
}
errors++;
}
}
if(data12.templatePaths !== undefined){
if(!(Array.isArray(data12.templatePaths))){
const err165 = {instancePath:instancePath+"/hub/templatePaths",schemaPath:"#/properties/hub/properties/templatePaths/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err165];
}
else {
vErrors.push(err165);
}
errors++;
}
}
if(data12.templateVars !== undefined){
let data118 = data12.templateVars;
if(data118 && typeof data118 == "object" && !Array.isArray(data118)){
}
else {
const err166 = {instancePath:instancePath+"/hub/templateVars",schemaPath:"#/properties/hub/properties/templateVars/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err166];
}
else {
vErrors.push(err166);
}
errors++;
}
}
if(data12.serviceAccount !== undefined){
let data119 = data12.serviceAccount;
if(data119 && typeof data119 == "object" && !Array.isArray(data119)){
if(data119.create === undefined){
const err167 = {instancePath:instancePath+"/hub/serviceAccount",schemaPath:"#/properties/hub/properties/serviceAccount/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err167];
}
else {
vErrors.push(err167);
}
errors++;
}
for(const key26 in data119){
if(!(((key26 === "create") || (key26 === "name")) || (key26 === "annotations"))){
const err168 = {instancePath:instancePath+"/hub/serviceAccount",schemaPath:"#/properties/hub/properties/serviceAccount/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key26},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err168];
}
else {
vErrors.push(err168);
}
errors++;
}
}
if(data119.create !== undefined){
if(typeof data119.create !== "boolean"){
const err169 = {instancePath:instancePath+"/hub/serviceAccount/create",schemaPath:"#/properties/hub/properties/serviceAccount/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err169];
}
else {
vErrors.push(err169);
}
errors++;
}
}
if(data119.name !== undefined){
let data121 = data119.name;
if((typeof data121 !== "string") && (data121 !== null)){
const err170 = {instancePath:instancePath+"/hub/serviceAccount/name",schemaPath:"#/properties/hub/properties/serviceAccount/properties/name/type",keyword:"type",params:{type: schema11.properties.hub.properties.serviceAccount.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err170];
}
else {
vErrors.push(err170);
}
errors++;
}
}
if(data119.annotations !== undefined){
let data122 = data119.annotations;
if(data122 && typeof data122 == "object" && !Array.isArray(data122)){
for(const key27 in data122){
if(!(pattern2.test(key27))){
const err171 = {instancePath:instancePath+"/hub/serviceAccount/annotations",schemaPath:"#/properties/hub/properties/serviceAccount/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key27},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err171];
}
else {
vErrors.push(err171);
}
errors++;
}
}
for(const key28 in data122){
if(pattern2.test(key28)){
if(typeof data122[key28] !== "string"){
const err172 = {instancePath:instancePath+"/hub/serviceAccount/annotations/" + key28.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/hub/properties/serviceAccount/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err172];
}
else {
vErrors.push(err172);
}
errors++;
}
}
}
}
else {
const err173 = {instancePath:instancePath+"/hub/serviceAccount/annotations",schemaPath:"#/properties/hub/properties/serviceAccount/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err173];
}
else {
vErrors.push(err173);
}
errors++;
}
}
}
else {
const err174 = {instancePath:instancePath+"/hub/serviceAccount",schemaPath:"#/properties/hub/properties/serviceAccount/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err174];
}
else {
vErrors.push(err174);
}
errors++;
}
}
if(data12.extraPodSpec !== undefined){
let data124 = data12.extraPodSpec;
if(data124 && typeof data124 == "object" && !Array.isArray(data124)){
}
else {
const err175 = {instancePath:instancePath+"/hub/extraPodSpec",schemaPath:"#/properties/hub/properties/extraPodSpec/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err175];
}
else {
vErrors.push(err175);
}
errors++;
}
}
}
else {
const err176 = {instancePath:instancePath+"/hub",schemaPath:"#/properties/hub/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err176];
}
else {
vErrors.push(err176);
}
errors++;
}
}
if(data.proxy !== undefined){
let data125 = data.proxy;
if(data125 && typeof data125 == "object" && !Array.isArray(data125)){
for(const key29 in data125){
if(!(func2.call(schema11.properties.proxy.properties, key29))){
const err177 = {instancePath:instancePath+"/proxy",schemaPath:"#/properties/proxy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key29},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err177];
}
else {
vErrors.push(err177);
}
errors++;
}
}
if(data125.chp !== undefined){
let data126 = data125.chp;
if(data126 && typeof data126 == "object" && !Array.isArray(data126)){
for(const key30 in data126){
if(!(func2.call(schema11.properties.proxy.properties.chp.properties, key30))){
const err178 = {instancePath:instancePath+"/proxy/chp",schemaPath:"#/properties/proxy/properties/chp/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key30},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err178];
}
else {
vErrors.push(err178);
}
errors++;
}
}
if(data126.revisionHistoryLimit !== undefined){
let data127 = data126.revisionHistoryLimit;
if((!((typeof data127 == "number") && (!(data127 % 1) && !isNaN(data127)))) && (data127 !== null)){
const err179 = {instancePath:instancePath+"/proxy/chp/revisionHistoryLimit",schemaPath:"#/properties/proxy/properties/chp/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err179];
}
else {
vErrors.push(err179);
}
errors++;
}
if(typeof data127 == "number"){
if(data127 < 0 || isNaN(data127)){
const err180 = {instancePath:instancePath+"/proxy/chp/revisionHistoryLimit",schemaPath:"#/properties/proxy/properties/chp/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err180];
}
else {
vErrors.push(err180);
}
errors++;
}
}
}
if(data126.networkPolicy !== undefined){
let data128 = data126.networkPolicy;
if(data128 && typeof data128 == "object" && !Array.isArray(data128)){
for(const key31 in data128){
if(!((((((key31 === "enabled") || (key31 === "ingress")) || (key31 === "egress")) || (key31 === "egressAllowRules")) || (key31 === "interNamespaceAccessLabels")) || (key31 === "allowedIngressPorts"))){
const err181 = {instancePath:instancePath+"/proxy/chp/networkPolicy",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key31},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err181];
}
else {
vErrors.push(err181);
}
errors++;
}
}
if(data128.enabled !== undefined){
if(typeof data128.enabled !== "boolean"){
const err182 = {instancePath:instancePath+"/proxy/chp/networkPolicy/enabled",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err182];
}
else {
vErrors.push(err182);
}
errors++;
}
}
if(data128.ingress !== undefined){
if(!(Array.isArray(data128.ingress))){
const err183 = {instancePath:instancePath+"/proxy/chp/networkPolicy/ingress",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err183];
}
else {
vErrors.push(err183);
}
errors++;
}
}
if(data128.egress !== undefined){
if(!(Array.isArray(data128.egress))){
const err184 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egress",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err184];
}
else {
vErrors.push(err184);
}
errors++;
}
}
if(data128.egressAllowRules !== undefined){
let data132 = data128.egressAllowRules;
if(data132 && typeof data132 == "object" && !Array.isArray(data132)){
for(const key32 in data132){
if(!((((((key32 === "cloudMetadataServer") || (key32 === "dnsPortsCloudMetadataServer")) || (key32 === "dnsPortsKubeSystemNamespace")) || (key32 === "dnsPortsPrivateIPs")) || (key32 === "nonPrivateIPs")) || (key32 === "privateIPs"))){
const err185 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key32},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err185];
}
else {
vErrors.push(err185);
}
errors++;
}
}
if(data132.cloudMetadataServer !== undefined){
if(typeof data132.cloudMetadataServer !== "boolean"){
const err186 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/cloudMetadataServer",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/cloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err186];
}
else {
vErrors.push(err186);
}
errors++;
}
}
if(data132.dnsPortsCloudMetadataServer !== undefined){
if(typeof data132.dnsPortsCloudMetadataServer !== "boolean"){
const err187 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/dnsPortsCloudMetadataServer",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsCloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err187];
}
else {
vErrors.push(err187);
}
errors++;
}
}
if(data132.dnsPortsKubeSystemNamespace !== undefined){
if(typeof data132.dnsPortsKubeSystemNamespace !== "boolean"){
const err188 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/dnsPortsKubeSystemNamespace",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsKubeSystemNamespace/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err188];
}
else {
vErrors.push(err188);
}
errors++;
}
}
if(data132.dnsPortsPrivateIPs !== undefined){
if(typeof data132.dnsPortsPrivateIPs !== "boolean"){
const err189 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/dnsPortsPrivateIPs",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err189];
}
else {
vErrors.push(err189);
}
errors++;
}
}
if(data132.nonPrivateIPs !== undefined){
if(typeof data132.nonPrivateIPs !== "boolean"){
const err190 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/nonPrivateIPs",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/nonPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err190];
}
else {
vErrors.push(err190);
}
errors++;
}
}
if(data132.privateIPs !== undefined){
if(typeof data132.privateIPs !== "boolean"){
const err191 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules/privateIPs",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/properties/privateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err191];
}
else {
vErrors.push(err191);
}
errors++;
}
}
}
else {
const err192 = {instancePath:instancePath+"/proxy/chp/networkPolicy/egressAllowRules",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/egressAllowRules/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err192];
}
else {
vErrors.push(err192);
}
errors++;
}
}
if(data128.interNamespaceAccessLabels !== undefined){
let data139 = data128.interNamespaceAccessLabels;
if(!((data139 === "accept") || (data139 === "ignore"))){
const err193 = {instancePath:instancePath+"/proxy/chp/networkPolicy/interNamespaceAccessLabels",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/interNamespaceAccessLabels/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.chp.properties.networkPolicy.properties.interNamespaceAccessLabels.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err193];
}
else {
vErrors.push(err193);
}
errors++;
}
}
if(data128.allowedIngressPorts !== undefined){
if(!(Array.isArray(data128.allowedIngressPorts))){
const err194 = {instancePath:instancePath+"/proxy/chp/networkPolicy/allowedIngressPorts",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/properties/allowedIngressPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err194];
}
else {
vErrors.push(err194);
}
errors++;
}
}
}
else {
const err195 = {instancePath:instancePath+"/proxy/chp/networkPolicy",schemaPath:"#/properties/proxy/properties/chp/properties/networkPolicy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err195];
}
else {
vErrors.push(err195);
}
errors++;
}
}
if(data126.extraCommandLineFlags !== undefined){
if(!(Array.isArray(data126.extraCommandLineFlags))){
const err196 = {instancePath:instancePath+"/proxy/chp/extraCommandLineFlags",schemaPath:"#/properties/proxy/properties/chp/properties/extraCommandLineFlags/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err196];
}
else {
vErrors.push(err196);
}
errors++;
}
}
if(data126.extraEnv !== undefined){
let data142 = data126.extraEnv;
if(!data142 || typeof data142 != "object"){
const err197 = {instancePath:instancePath+"/proxy/chp/extraEnv",schemaPath:"#/properties/proxy/properties/chp/properties/extraEnv/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.extraEnv.type},message:"must be object,array"};
if(vErrors === null){
vErrors = [err197];
}
else {
vErrors.push(err197);
}
errors++;
}
}
if(data126.pdb !== undefined){
let data143 = data126.pdb;
if(data143 && typeof data143 == "object" && !Array.isArray(data143)){
for(const key33 in data143){
if(!(((key33 === "enabled") || (key33 === "maxUnavailable")) || (key33 === "minAvailable"))){
const err198 = {instancePath:instancePath+"/proxy/chp/pdb",schemaPath:"#/properties/proxy/properties/chp/properties/pdb/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key33},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err198];
}
else {
vErrors.push(err198);
}
errors++;
}
}
if(data143.enabled !== undefined){
if(typeof data143.enabled !== "boolean"){
const err199 = {instancePath:instancePath+"/proxy/chp/pdb/enabled",schemaPath:"#/properties/proxy/properties/chp/properties/pdb/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err199];
}
else {
vErrors.push(err199);
}
errors++;
}
}
if(data143.maxUnavailable !== undefined){
let data145 = data143.maxUnavailable;
if((!((typeof data145 == "number") && (!(data145 % 1) && !isNaN(data145)))) && (data145 !== null)){
const err200 = {instancePath:instancePath+"/proxy/chp/pdb/maxUnavailable",schemaPath:"#/properties/proxy/properties/chp/properties/pdb/properties/maxUnavailable/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.pdb.properties.maxUnavailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err200];
}
else {
vErrors.push(err200);
}
errors++;
}
}
if(data143.minAvailable !== undefined){
let data146 = data143.minAvailable;
if((!((typeof data146 == "number") && (!(data146 % 1) && !isNaN(data146)))) && (data146 !== null)){
const err201 = {instancePath:instancePath+"/proxy/chp/pdb/minAvailable",schemaPath:"#/properties/proxy/properties/chp/properties/pdb/properties/minAvailable/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.pdb.properties.minAvailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err201];
}
else {
vErrors.push(err201);
}
errors++;
}
}
}
else {
const err202 = {instancePath:instancePath+"/proxy/chp/pdb",schemaPath:"#/properties/proxy/properties/chp/properties/pdb/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err202];
}
else {
vErrors.push(err202);
}
errors++;
}
}
if(data126.nodeSelector !== undefined){
let data147 = data126.nodeSelector;
if(data147 && typeof data147 == "object" && !Array.isArray(data147)){
}
else {
const err203 = {instancePath:instancePath+"/proxy/chp/nodeSelector",schemaPath:"#/properties/proxy/properties/chp/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err203];
}
else {
vErrors.push(err203);
}
errors++;
}
}
if(data126.tolerations !== undefined){
if(!(Array.isArray(data126.tolerations))){
const err204 = {instancePath:instancePath+"/proxy/chp/tolerations",schemaPath:"#/properties/proxy/properties/chp/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err204];
}
else {
vErrors.push(err204);
}
errors++;
}
}
if(data126.containerSecurityContext !== undefined){
let data149 = data126.containerSecurityContext;
if(data149 && typeof data149 == "object" && !Array.isArray(data149)){
}
else {
const err205 = {instancePath:instancePath+"/proxy/chp/containerSecurityContext",schemaPath:"#/properties/proxy/properties/chp/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err205];
}
else {
vErrors.push(err205);
}
errors++;
}
}
if(data126.image !== undefined){
let data150 = data126.image;
if(data150 && typeof data150 == "object" && !Array.isArray(data150)){
if(data150.name === undefined){
const err206 = {instancePath:instancePath+"/proxy/chp/image",schemaPath:"#/properties/proxy/properties/chp/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err206];
}
else {
vErrors.push(err206);
}
errors++;
}
if(data150.tag === undefined){
const err207 = {instancePath:instancePath+"/proxy/chp/image",schemaPath:"#/properties/proxy/properties/chp/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err207];
}
else {
vErrors.push(err207);
}
errors++;
}
for(const key34 in data150){
if(!((((key34 === "name") || (key34 === "tag")) || (key34 === "pullPolicy")) || (key34 === "pullSecrets"))){
const err208 = {instancePath:instancePath+"/proxy/chp/image",schemaPath:"#/properties/proxy/properties/chp/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key34},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err208];
}
else {
vErrors.push(err208);
}
errors++;
}
}
if(data150.name !== undefined){
if(typeof data150.name !== "string"){
const err209 = {instancePath:instancePath+"/proxy/chp/image/name",schemaPath:"#/properties/proxy/properties/chp/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err209];
}
else {
vErrors.push(err209);
}
errors++;
}
}
if(data150.tag !== undefined){
if(typeof data150.tag !== "string"){
const err210 = {instancePath:instancePath+"/proxy/chp/image/tag",schemaPath:"#/properties/proxy/properties/chp/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err210];
}
else {
vErrors.push(err210);
}
errors++;
}
}
if(data150.pullPolicy !== undefined){
let data153 = data150.pullPolicy;
if(!(((((data153 === null) || (data153 === "")) || (data153 === "IfNotPresent")) || (data153 === "Always")) || (data153 === "Never"))){
const err211 = {instancePath:instancePath+"/proxy/chp/image/pullPolicy",schemaPath:"#/properties/proxy/properties/chp/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.chp.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err211];
}
else {
vErrors.push(err211);
}
errors++;
}
}
if(data150.pullSecrets !== undefined){
if(!(Array.isArray(data150.pullSecrets))){
const err212 = {instancePath:instancePath+"/proxy/chp/image/pullSecrets",schemaPath:"#/properties/proxy/properties/chp/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err212];
}
else {
vErrors.push(err212);
}
errors++;
}
}
}
else {
const err213 = {instancePath:instancePath+"/proxy/chp/image",schemaPath:"#/properties/proxy/properties/chp/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err213];
}
else {
vErrors.push(err213);
}
errors++;
}
}
if(data126.livenessProbe !== undefined){
let data155 = data126.livenessProbe;
if(data155 && typeof data155 == "object" && !Array.isArray(data155)){
if(data155.enabled === undefined){
const err214 = {instancePath:instancePath+"/proxy/chp/livenessProbe",schemaPath:"#/properties/proxy/properties/chp/properties/livenessProbe/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err214];
}
else {
vErrors.push(err214);
}
errors++;
}
}
else {
const err215 = {instancePath:instancePath+"/proxy/chp/livenessProbe",schemaPath:"#/properties/proxy/properties/chp/properties/livenessProbe/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err215];
}
else {
vErrors.push(err215);
}
errors++;
}
}
if(data126.readinessProbe !== undefined){
let data156 = data126.readinessProbe;
if(data156 && typeof data156 == "object" && !Array.isArray(data156)){
if(data156.enabled === undefined){
const err216 = {instancePath:instancePath+"/proxy/chp/readinessProbe",schemaPath:"#/properties/proxy/properties/chp/properties/readinessProbe/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err216];
}
else {
vErrors.push(err216);
}
errors++;
}
}
else {
const err217 = {instancePath:instancePath+"/proxy/chp/readinessProbe",schemaPath:"#/properties/proxy/properties/chp/properties/readinessProbe/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err217];
}
else {
vErrors.push(err217);
}
errors++;
}
}
if(data126.resources !== undefined){
let data157 = data126.resources;
if(data157 && typeof data157 == "object" && !Array.isArray(data157)){
}
else {
const err218 = {instancePath:instancePath+"/proxy/chp/resources",schemaPath:"#/properties/proxy/properties/chp/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err218];
}
else {
vErrors.push(err218);
}
errors++;
}
}
if(data126.defaultTarget !== undefined){
let data158 = data126.defaultTarget;
if((typeof data158 !== "string") && (data158 !== null)){
const err219 = {instancePath:instancePath+"/proxy/chp/defaultTarget",schemaPath:"#/properties/proxy/properties/chp/properties/defaultTarget/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.defaultTarget.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err219];
}
else {
vErrors.push(err219);
}
errors++;
}
}
if(data126.errorTarget !== undefined){
let data159 = data126.errorTarget;
if((typeof data159 !== "string") && (data159 !== null)){
const err220 = {instancePath:instancePath+"/proxy/chp/errorTarget",schemaPath:"#/properties/proxy/properties/chp/properties/errorTarget/type",keyword:"type",params:{type: schema11.properties.proxy.properties.chp.properties.errorTarget.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err220];
}
else {
vErrors.push(err220);
}
errors++;
}
}
if(data126.extraPodSpec !== undefined){
let data160 = data126.extraPodSpec;
if(data160 && typeof data160 == "object" && !Array.isArray(data160)){
}
else {
const err221 = {instancePath:instancePath+"/proxy/chp/extraPodSpec",schemaPath:"#/properties/proxy/properties/chp/properties/extraPodSpec/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err221];
}
else {
vErrors.push(err221);
}
errors++;
}
}
}
else {
const err222 = {instancePath:instancePath+"/proxy/chp",schemaPath:"#/properties/proxy/properties/chp/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err222];
}
else {
vErrors.push(err222);
}
errors++;
}
}
if(data125.secretToken !== undefined){
let data161 = data125.secretToken;
if((typeof data161 !== "string") && (data161 !== null)){
const err223 = {instancePath:instancePath+"/proxy/secretToken",schemaPath:"#/properties/proxy/properties/secretToken/type",keyword:"type",params:{type: schema11.properties.proxy.properties.secretToken.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err223];
}
else {
vErrors.push(err223);
}
errors++;
}
}
if(data125.service !== undefined){
let data162 = data125.service;
if(data162 && typeof data162 == "object" && !Array.isArray(data162)){
for(const key35 in data162){
if(!(func2.call(schema11.properties.proxy.properties.service.properties, key35))){
const err224 = {instancePath:instancePath+"/proxy/service",schemaPath:"#/properties/proxy/properties/service/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key35},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err224];
}
else {
vErrors.push(err224);
}
errors++;
}
}
if(data162.type !== undefined){
let data163 = data162.type;
if(!((((data163 === "ClusterIP") || (data163 === "NodePort")) || (data163 === "LoadBalancer")) || (data163 === "ExternalName"))){
const err225 = {instancePath:instancePath+"/proxy/service/type",schemaPath:"#/properties/proxy/properties/service/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.service.properties.type.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err225];
}
else {
vErrors.push(err225);
}
errors++;
}
}
if(data162.labels !== undefined){
let data164 = data162.labels;
if(data164 && typeof data164 == "object" && !Array.isArray(data164)){
for(const key36 in data164){
if(!(pattern2.test(key36))){
const err226 = {instancePath:instancePath+"/proxy/service/labels",schemaPath:"#/properties/proxy/properties/service/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key36},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err226];
}
else {
vErrors.push(err226);
}
errors++;
}
}
for(const key37 in data164){
if(pattern2.test(key37)){
if(typeof data164[key37] !== "string"){
const err227 = {instancePath:instancePath+"/proxy/service/labels/" + key37.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/service/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err227];
}
else {
vErrors.push(err227);
}
errors++;
}
}
}
}
else {
const err228 = {instancePath:instancePath+"/proxy/service/labels",schemaPath:"#/properties/proxy/properties/service/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err228];
}
else {
vErrors.push(err228);
}
errors++;
}
}
if(data162.annotations !== undefined){
let data166 = data162.annotations;
if(data166 && typeof data166 == "object" && !Array.isArray(data166)){
for(const key38 in data166){
if(!(pattern2.test(key38))){
const err229 = {instancePath:instancePath+"/proxy/service/annotations",schemaPath:"#/properties/proxy/properties/service/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key38},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err229];
}
else {
vErrors.push(err229);
}
errors++;
}
}
for(const key39 in data166){
if(pattern2.test(key39)){
if(typeof data166[key39] !== "string"){
const err230 = {instancePath:instancePath+"/proxy/service/annotations/" + key39.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/service/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err230];
}
else {
vErrors.push(err230);
}
errors++;
}
}
}
}
else {
const err231 = {instancePath:instancePath+"/proxy/service/annotations",schemaPath:"#/properties/proxy/properties/service/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err231];
}
else {
vErrors.push(err231);
}
errors++;
}
}
if(data162.nodePorts !== undefined){
let data168 = data162.nodePorts;
if(data168 && typeof data168 == "object" && !Array.isArray(data168)){
for(const key40 in data168){
if(!((key40 === "http") || (key40 === "https"))){
const err232 = {instancePath:instancePath+"/proxy/service/nodePorts",schemaPath:"#/properties/proxy/properties/service/properties/nodePorts/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key40},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err232];
}
else {
vErrors.push(err232);
}
errors++;
}
}
if(data168.http !== undefined){
let data169 = data168.http;
if((!((typeof data169 == "number") && (!(data169 % 1) && !isNaN(data169)))) && (data169 !== null)){
const err233 = {instancePath:instancePath+"/proxy/service/nodePorts/http",schemaPath:"#/properties/proxy/properties/service/properties/nodePorts/properties/http/type",keyword:"type",params:{type: schema11.properties.proxy.properties.service.properties.nodePorts.properties.http.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err233];
}
else {
vErrors.push(err233);
}
errors++;
}
}
if(data168.https !== undefined){
let data170 = data168.https;
if((!((typeof data170 == "number") && (!(data170 % 1) && !isNaN(data170)))) && (data170 !== null)){
const err234 = {instancePath:instancePath+"/proxy/service/nodePorts/https",schemaPath:"#/properties/proxy/properties/service/properties/nodePorts/properties/https/type",keyword:"type",params:{type: schema11.properties.proxy.properties.service.properties.nodePorts.properties.https.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err234];
}
else {
vErrors.push(err234);
}
errors++;
}
}
}
else {
const err235 = {instancePath:instancePath+"/proxy/service/nodePorts",schemaPath:"#/properties/proxy/properties/service/properties/nodePorts/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err235];
}
else {
vErrors.push(err235);
}
errors++;
}
}
if(data162.disableHttpPort !== undefined){
if(typeof data162.disableHttpPort !== "boolean"){
const err236 = {instancePath:instancePath+"/proxy/service/disableHttpPort",schemaPath:"#/properties/proxy/properties/service/properties/disableHttpPort/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err236];
}
else {
vErrors.push(err236);
}
errors++;
}
}
if(data162.extraPorts !== undefined){
if(!(Array.isArray(data162.extraPorts))){
const err237 = {instancePath:instancePath+"/proxy/service/extraPorts",schemaPath:"#/properties/proxy/properties/service/properties/extraPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err237];
}
else {
vErrors.push(err237);
}
errors++;
}
}
if(data162.externalIPs !== undefined){
if(!(Array.isArray(data162.externalIPs))){
const err238 = {instancePath:instancePath+"/proxy/service/externalIPs",schemaPath:"#/properties/proxy/properties/service/properties/externalIPs/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err238];
}
else {
vErrors.push(err238);
}
errors++;
}
}
if(data162.loadBalancerIP !== undefined){
let data174 = data162.loadBalancerIP;
if((typeof data174 !== "string") && (data174 !== null)){
const err239 = {instancePath:instancePath+"/proxy/service/loadBalancerIP",schemaPath:"#/properties/proxy/properties/service/properties/loadBalancerIP/type",keyword:"type",params:{type: schema11.properties.proxy.properties.service.properties.loadBalancerIP.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err239];
}
else {
vErrors.push(err239);
}
errors++;
}
}
if(data162.loadBalancerSourceRanges !== undefined){
if(!(Array.isArray(data162.loadBalancerSourceRanges))){
const err240 = {instancePath:instancePath+"/proxy/service/loadBalancerSourceRanges",schemaPath:"#/properties/proxy/properties/service/properties/loadBalancerSourceRanges/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err240];
}
else {
vErrors.push(err240);
}
errors++;
}
}
if(data162.ipFamilyPolicy !== undefined){
if(typeof data162.ipFamilyPolicy !== "string"){
const err241 = {instancePath:instancePath+"/proxy/service/ipFamilyPolicy",schemaPath:"#/properties/proxy/properties/service/properties/ipFamilyPolicy/type",keyword:"type",params:{type: schema11.properties.proxy.properties.service.properties.ipFamilyPolicy.type},message:"must be string"};
if(vErrors === null){
vErrors = [err241];
}
else {
vErrors.push(err241);
}
errors++;
}
}
if(data162.ipFamilies !== undefined){
if(!(Array.isArray(data162.ipFamilies))){
const err242 = {instancePath:instancePath+"/proxy/service/ipFamilies",schemaPath:"#/properties/proxy/properties/service/properties/ipFamilies/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err242];
}
else {
vErrors.push(err242);
}
errors++;
}
}
}
else {
const err243 = {instancePath:instancePath+"/proxy/service",schemaPath:"#/properties/proxy/properties/service/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err243];
}
else {
vErrors.push(err243);
}
errors++;
}
}
if(data125.https !== undefined){
let data178 = data125.https;
if(data178 && typeof data178 == "object" && !Array.isArray(data178)){
for(const key41 in data178){
if(!((((((key41 === "enabled") || (key41 === "type")) || (key41 === "letsencrypt")) || (key41 === "manual")) || (key41 === "secret")) || (key41 === "hosts"))){
const err244 = {instancePath:instancePath+"/proxy/https",schemaPath:"#/properties/proxy/properties/https/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key41},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err244];
}
else {
vErrors.push(err244);
}
errors++;
}
}
if(data178.enabled !== undefined){
let data179 = data178.enabled;
if((typeof data179 !== "boolean") && (data179 !== null)){
const err245 = {instancePath:instancePath+"/proxy/https/enabled",schemaPath:"#/properties/proxy/properties/https/properties/enabled/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.enabled.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err245];
}
else {
vErrors.push(err245);
}
errors++;
}
}
if(data178.type !== undefined){
let data180 = data178.type;
if(!((((((data180 === null) || (data180 === "")) || (data180 === "letsencrypt")) || (data180 === "manual")) || (data180 === "offload")) || (data180 === "secret"))){
const err246 = {instancePath:instancePath+"/proxy/https/type",schemaPath:"#/properties/proxy/properties/https/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.https.properties.type.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err246];
}
else {
vErrors.push(err246);
}
errors++;
}
}
if(data178.letsencrypt !== undefined){
let data181 = data178.letsencrypt;
if(data181 && typeof data181 == "object" && !Array.isArray(data181)){
for(const key42 in data181){
if(!((key42 === "contactEmail") || (key42 === "acmeServer"))){
const err247 = {instancePath:instancePath+"/proxy/https/letsencrypt",schemaPath:"#/properties/proxy/properties/https/properties/letsencrypt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key42},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err247];
}
else {
vErrors.push(err247);
}
errors++;
}
}
if(data181.contactEmail !== undefined){
let data182 = data181.contactEmail;
if((typeof data182 !== "string") && (data182 !== null)){
const err248 = {instancePath:instancePath+"/proxy/https/letsencrypt/contactEmail",schemaPath:"#/properties/proxy/properties/https/properties/letsencrypt/properties/contactEmail/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.letsencrypt.properties.contactEmail.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err248];
}
else {
vErrors.push(err248);
}
errors++;
}
}
if(data181.acmeServer !== undefined){
let data183 = data181.acmeServer;
if((typeof data183 !== "string") && (data183 !== null)){
const err249 = {instancePath:instancePath+"/proxy/https/letsencrypt/acmeServer",schemaPath:"#/properties/proxy/properties/https/properties/letsencrypt/properties/acmeServer/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.letsencrypt.properties.acmeServer.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err249];
}
else {
vErrors.push(err249);
}
errors++;
}
}
}
else {
const err250 = {instancePath:instancePath+"/proxy/https/letsencrypt",schemaPath:"#/properties/proxy/properties/https/properties/letsencrypt/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err250];
}
else {
vErrors.push(err250);
}
errors++;
}
}
if(data178.manual !== undefined){
let data184 = data178.manual;
if(data184 && typeof data184 == "object" && !Array.isArray(data184)){
for(const key43 in data184){
if(!((key43 === "key") || (key43 === "cert"))){
const err251 = {instancePath:instancePath+"/proxy/https/manual",schemaPath:"#/properties/proxy/properties/https/properties/manual/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key43},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err251];
}
else {
vErrors.push(err251);
}
errors++;
}
}
if(data184.key !== undefined){
let data185 = data184.key;
if((typeof data185 !== "string") && (data185 !== null)){
const err252 = {instancePath:instancePath+"/proxy/https/manual/key",schemaPath:"#/properties/proxy/properties/https/properties/manual/properties/key/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.manual.properties.key.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err252];
}
else {
vErrors.push(err252);
}
errors++;
}
}
if(data184.cert !== undefined){
let data186 = data184.cert;
if((typeof data186 !== "string") && (data186 !== null)){
const err253 = {instancePath:instancePath+"/proxy/https/manual/cert",schemaPath:"#/properties/proxy/properties/https/properties/manual/properties/cert/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.manual.properties.cert.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err253];
}
else {
vErrors.push(err253);
}
errors++;
}
}
}
else {
const err254 = {instancePath:instancePath+"/proxy/https/manual",schemaPath:"#/properties/proxy/properties/https/properties/manual/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err254];
}
else {
vErrors.push(err254);
}
errors++;
}
}
if(data178.secret !== undefined){
let data187 = data178.secret;
if(data187 && typeof data187 == "object" && !Array.isArray(data187)){
for(const key44 in data187){
if(!(((key44 === "name") || (key44 === "key")) || (key44 === "crt"))){
const err255 = {instancePath:instancePath+"/proxy/https/secret",schemaPath:"#/properties/proxy/properties/https/properties/secret/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key44},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err255];
}
else {
vErrors.push(err255);
}
errors++;
}
}
if(data187.name !== undefined){
let data188 = data187.name;
if((typeof data188 !== "string") && (data188 !== null)){
const err256 = {instancePath:instancePath+"/proxy/https/secret/name",schemaPath:"#/properties/proxy/properties/https/properties/secret/properties/name/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.secret.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err256];
}
else {
vErrors.push(err256);
}
errors++;
}
}
if(data187.key !== undefined){
let data189 = data187.key;
if((typeof data189 !== "string") && (data189 !== null)){
const err257 = {instancePath:instancePath+"/proxy/https/secret/key",schemaPath:"#/properties/proxy/properties/https/properties/secret/properties/key/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.secret.properties.key.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err257];
}
else {
vErrors.push(err257);
}
errors++;
}
}
if(data187.crt !== undefined){
let data190 = data187.crt;
if((typeof data190 !== "string") && (data190 !== null)){
const err258 = {instancePath:instancePath+"/proxy/https/secret/crt",schemaPath:"#/properties/proxy/properties/https/properties/secret/properties/crt/type",keyword:"type",params:{type: schema11.properties.proxy.properties.https.properties.secret.properties.crt.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err258];
}
else {
vErrors.push(err258);
}
errors++;
}
}
}
else {
const err259 = {instancePath:instancePath+"/proxy/https/secret",schemaPath:"#/properties/proxy/properties/https/properties/secret/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err259];
}
else {
vErrors.push(err259);
}
errors++;
}
}
if(data178.hosts !== undefined){
if(!(Array.isArray(data178.hosts))){
const err260 = {instancePath:instancePath+"/proxy/https/hosts",schemaPath:"#/properties/proxy/properties/https/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err260];
}
else {
vErrors.push(err260);
}
errors++;
}
}
}
else {
const err261 = {instancePath:instancePath+"/proxy/https",schemaPath:"#/properties/proxy/properties/https/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err261];
}
else {
vErrors.push(err261);
}
errors++;
}
}
if(data125.traefik !== undefined){
let data192 = data125.traefik;
if(data192 && typeof data192 == "object" && !Array.isArray(data192)){
for(const key45 in data192){
if(!(func2.call(schema11.properties.proxy.properties.traefik.properties, key45))){
const err262 = {instancePath:instancePath+"/proxy/traefik",schemaPath:"#/properties/proxy/properties/traefik/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key45},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err262];
}
else {
vErrors.push(err262);
}
errors++;
}
}
if(data192.revisionHistoryLimit !== undefined){
let data193 = data192.revisionHistoryLimit;
if((!((typeof data193 == "number") && (!(data193 % 1) && !isNaN(data193)))) && (data193 !== null)){
const err263 = {instancePath:instancePath+"/proxy/traefik/revisionHistoryLimit",schemaPath:"#/properties/proxy/properties/traefik/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.proxy.properties.traefik.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err263];
}
else {
vErrors.push(err263);
}
errors++;
}
if(typeof data193 == "number"){
if(data193 < 0 || isNaN(data193)){
const err264 = {instancePath:instancePath+"/proxy/traefik/revisionHistoryLimit",schemaPath:"#/properties/proxy/properties/traefik/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err264];
}
else {
vErrors.push(err264);
}
errors++;
}
}
}
if(data192.labels !== undefined){
let data194 = data192.labels;
if(data194 && typeof data194 == "object" && !Array.isArray(data194)){
for(const key46 in data194){
if(!(pattern2.test(key46))){
const err265 = {instancePath:instancePath+"/proxy/traefik/labels",schemaPath:"#/properties/proxy/properties/traefik/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key46},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err265];
}
else {
vErrors.push(err265);
}
errors++;
}
}
for(const key47 in data194){
if(pattern2.test(key47)){
if(typeof data194[key47] !== "string"){
const err266 = {instancePath:instancePath+"/proxy/traefik/labels/" + key47.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/traefik/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err266];
}
else {
vErrors.push(err266);
}
errors++;
}
}
}
}
else {
const err267 = {instancePath:instancePath+"/proxy/traefik/labels",schemaPath:"#/properties/proxy/properties/traefik/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err267];
}
else {
vErrors.push(err267);
}
errors++;
}
}
if(data192.networkPolicy !== undefined){
let data196 = data192.networkPolicy;
if(data196 && typeof data196 == "object" && !Array.isArray(data196)){
for(const key48 in data196){
if(!((((((key48 === "enabled") || (key48 === "ingress")) || (key48 === "egress")) || (key48 === "egressAllowRules")) || (key48 === "interNamespaceAccessLabels")) || (key48 === "allowedIngressPorts"))){
const err268 = {instancePath:instancePath+"/proxy/traefik/networkPolicy",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key48},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err268];
}
else {
vErrors.push(err268);
}
errors++;
}
}
if(data196.enabled !== undefined){
if(typeof data196.enabled !== "boolean"){
const err269 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/enabled",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err269];
}
else {
vErrors.push(err269);
}
errors++;
}
}
if(data196.ingress !== undefined){
if(!(Array.isArray(data196.ingress))){
const err270 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/ingress",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err270];
}
else {
vErrors.push(err270);
}
errors++;
}
}
if(data196.egress !== undefined){
if(!(Array.isArray(data196.egress))){
const err271 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egress",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err271];
}
else {
vErrors.push(err271);
}
errors++;
}
}
if(data196.egressAllowRules !== undefined){
let data200 = data196.egressAllowRules;
if(data200 && typeof data200 == "object" && !Array.isArray(data200)){
for(const key49 in data200){
if(!((((((key49 === "cloudMetadataServer") || (key49 === "dnsPortsCloudMetadataServer")) || (key49 === "dnsPortsKubeSystemNamespace")) || (key49 === "dnsPortsPrivateIPs")) || (key49 === "nonPrivateIPs")) || (key49 === "privateIPs"))){
const err272 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key49},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err272];
}
else {
vErrors.push(err272);
}
errors++;
}
}
if(data200.cloudMetadataServer !== undefined){
if(typeof data200.cloudMetadataServer !== "boolean"){
const err273 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/cloudMetadataServer",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/cloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err273];
}
else {
vErrors.push(err273);
}
errors++;
}
}
if(data200.dnsPortsCloudMetadataServer !== undefined){
if(typeof data200.dnsPortsCloudMetadataServer !== "boolean"){
const err274 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/dnsPortsCloudMetadataServer",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsCloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err274];
}
else {
vErrors.push(err274);
}
errors++;
}
}
if(data200.dnsPortsKubeSystemNamespace !== undefined){
if(typeof data200.dnsPortsKubeSystemNamespace !== "boolean"){
const err275 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/dnsPortsKubeSystemNamespace",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsKubeSystemNamespace/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err275];
}
else {
vErrors.push(err275);
}
errors++;
}
}
if(data200.dnsPortsPrivateIPs !== undefined){
if(typeof data200.dnsPortsPrivateIPs !== "boolean"){
const err276 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/dnsPortsPrivateIPs",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err276];
}
else {
vErrors.push(err276);
}
errors++;
}
}
if(data200.nonPrivateIPs !== undefined){
if(typeof data200.nonPrivateIPs !== "boolean"){
const err277 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/nonPrivateIPs",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/nonPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err277];
}
else {
vErrors.push(err277);
}
errors++;
}
}
if(data200.privateIPs !== undefined){
if(typeof data200.privateIPs !== "boolean"){
const err278 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules/privateIPs",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/properties/privateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err278];
}
else {
vErrors.push(err278);
}
errors++;
}
}
}
else {
const err279 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/egressAllowRules",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/egressAllowRules/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err279];
}
else {
vErrors.push(err279);
}
errors++;
}
}
if(data196.interNamespaceAccessLabels !== undefined){
let data207 = data196.interNamespaceAccessLabels;
if(!((data207 === "accept") || (data207 === "ignore"))){
const err280 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/interNamespaceAccessLabels",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/interNamespaceAccessLabels/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.traefik.properties.networkPolicy.properties.interNamespaceAccessLabels.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err280];
}
else {
vErrors.push(err280);
}
errors++;
}
}
if(data196.allowedIngressPorts !== undefined){
if(!(Array.isArray(data196.allowedIngressPorts))){
const err281 = {instancePath:instancePath+"/proxy/traefik/networkPolicy/allowedIngressPorts",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/properties/allowedIngressPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err281];
}
else {
vErrors.push(err281);
}
errors++;
}
}
}
else {
const err282 = {instancePath:instancePath+"/proxy/traefik/networkPolicy",schemaPath:"#/properties/proxy/properties/traefik/properties/networkPolicy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err282];
}
else {
vErrors.push(err282);
}
errors++;
}
}
if(data192.extraInitContainers !== undefined){
if(!(Array.isArray(data192.extraInitContainers))){
const err283 = {instancePath:instancePath+"/proxy/traefik/extraInitContainers",schemaPath:"#/properties/proxy/properties/traefik/properties/extraInitContainers/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err283];
}
else {
vErrors.push(err283);
}
errors++;
}
}
if(data192.extraEnv !== undefined){
let data210 = data192.extraEnv;
if(!data210 || typeof data210 != "object"){
const err284 = {instancePath:instancePath+"/proxy/traefik/extraEnv",schemaPath:"#/properties/proxy/properties/traefik/properties/extraEnv/type",keyword:"type",params:{type: schema11.properties.proxy.properties.traefik.properties.extraEnv.type},message:"must be object,array"};
if(vErrors === null){
vErrors = [err284];
}
else {
vErrors.push(err284);
}
errors++;
}
}
if(data192.pdb !== undefined){
let data211 = data192.pdb;
if(data211 && typeof data211 == "object" && !Array.isArray(data211)){
for(const key50 in data211){
if(!(((key50 === "enabled") || (key50 === "maxUnavailable")) || (key50 === "minAvailable"))){
const err285 = {instancePath:instancePath+"/proxy/traefik/pdb",schemaPath:"#/properties/proxy/properties/traefik/properties/pdb/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key50},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err285];
}
else {
vErrors.push(err285);
}
errors++;
}
}
if(data211.enabled !== undefined){
if(typeof data211.enabled !== "boolean"){
const err286 = {instancePath:instancePath+"/proxy/traefik/pdb/enabled",schemaPath:"#/properties/proxy/properties/traefik/properties/pdb/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err286];
}
else {
vErrors.push(err286);
}
errors++;
}
}
if(data211.maxUnavailable !== undefined){
let data213 = data211.maxUnavailable;
if((!((typeof data213 == "number") && (!(data213 % 1) && !isNaN(data213)))) && (data213 !== null)){
const err287 = {instancePath:instancePath+"/proxy/traefik/pdb/maxUnavailable",schemaPath:"#/properties/proxy/properties/traefik/properties/pdb/properties/maxUnavailable/type",keyword:"type",params:{type: schema11.properties.proxy.properties.traefik.properties.pdb.properties.maxUnavailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err287];
}
else {
vErrors.push(err287);
}
errors++;
}
}
if(data211.minAvailable !== undefined){
let data214 = data211.minAvailable;
if((!((typeof data214 == "number") && (!(data214 % 1) && !isNaN(data214)))) && (data214 !== null)){
const err288 = {instancePath:instancePath+"/proxy/traefik/pdb/minAvailable",schemaPath:"#/properties/proxy/properties/traefik/properties/pdb/properties/minAvailable/type",keyword:"type",params:{type: schema11.properties.proxy.properties.traefik.properties.pdb.properties.minAvailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err288];
}
else {
vErrors.push(err288);
}
errors++;
}
}
}
else {
const err289 = {instancePath:instancePath+"/proxy/traefik/pdb",schemaPath:"#/properties/proxy/properties/traefik/properties/pdb/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err289];
}
else {
vErrors.push(err289);
}
errors++;
}
}
if(data192.nodeSelector !== undefined){
let data215 = data192.nodeSelector;
if(data215 && typeof data215 == "object" && !Array.isArray(data215)){
}
else {
const err290 = {instancePath:instancePath+"/proxy/traefik/nodeSelector",schemaPath:"#/properties/proxy/properties/traefik/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err290];
}
else {
vErrors.push(err290);
}
errors++;
}
}
if(data192.tolerations !== undefined){
if(!(Array.isArray(data192.tolerations))){
const err291 = {instancePath:instancePath+"/proxy/traefik/tolerations",schemaPath:"#/properties/proxy/properties/traefik/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err291];
}
else {
vErrors.push(err291);
}
errors++;
}
}
if(data192.containerSecurityContext !== undefined){
let data217 = data192.containerSecurityContext;
if(data217 && typeof data217 == "object" && !Array.isArray(data217)){
}
else {
const err292 = {instancePath:instancePath+"/proxy/traefik/containerSecurityContext",schemaPath:"#/properties/proxy/properties/traefik/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err292];
}
else {
vErrors.push(err292);
}
errors++;
}
}
if(data192.extraDynamicConfig !== undefined){
let data218 = data192.extraDynamicConfig;
if(data218 && typeof data218 == "object" && !Array.isArray(data218)){
}
else {
const err293 = {instancePath:instancePath+"/proxy/traefik/extraDynamicConfig",schemaPath:"#/properties/proxy/properties/traefik/properties/extraDynamicConfig/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err293];
}
else {
vErrors.push(err293);
}
errors++;
}
}
if(data192.extraPorts !== undefined){
if(!(Array.isArray(data192.extraPorts))){
const err294 = {instancePath:instancePath+"/proxy/traefik/extraPorts",schemaPath:"#/properties/proxy/properties/traefik/properties/extraPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err294];
}
else {
vErrors.push(err294);
}
errors++;
}
}
if(data192.extraStaticConfig !== undefined){
let data220 = data192.extraStaticConfig;
if(data220 && typeof data220 == "object" && !Array.isArray(data220)){
}
else {
const err295 = {instancePath:instancePath+"/proxy/traefik/extraStaticConfig",schemaPath:"#/properties/proxy/properties/traefik/properties/extraStaticConfig/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err295];
}
else {
vErrors.push(err295);
}
errors++;
}
}
if(data192.extraVolumes !== undefined){
if(!(Array.isArray(data192.extraVolumes))){
const err296 = {instancePath:instancePath+"/proxy/traefik/extraVolumes",schemaPath:"#/properties/proxy/properties/traefik/properties/extraVolumes/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err296];
}
else {
vErrors.push(err296);
}
errors++;
}
}
if(data192.extraVolumeMounts !== undefined){
if(!(Array.isArray(data192.extraVolumeMounts))){
const err297 = {instancePath:instancePath+"/proxy/traefik/extraVolumeMounts",schemaPath:"#/properties/proxy/properties/traefik/properties/extraVolumeMounts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err297];
}
else {
vErrors.push(err297);
}
errors++;
}
}
if(data192.hsts !== undefined){
let data223 = data192.hsts;
if(data223 && typeof data223 == "object" && !Array.isArray(data223)){
if(data223.includeSubdomains === undefined){
const err298 = {instancePath:instancePath+"/proxy/traefik/hsts",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/required",keyword:"required",params:{missingProperty: "includeSubdomains"},message:"must have required property '"+"includeSubdomains"+"'"};
if(vErrors === null){
vErrors = [err298];
}
else {
vErrors.push(err298);
}
errors++;
}
if(data223.maxAge === undefined){
const err299 = {instancePath:instancePath+"/proxy/traefik/hsts",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/required",keyword:"required",params:{missingProperty: "maxAge"},message:"must have required property '"+"maxAge"+"'"};
if(vErrors === null){
vErrors = [err299];
}
else {
vErrors.push(err299);
}
errors++;
}
if(data223.preload === undefined){
const err300 = {instancePath:instancePath+"/proxy/traefik/hsts",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/required",keyword:"required",params:{missingProperty: "preload"},message:"must have required property '"+"preload"+"'"};
if(vErrors === null){
vErrors = [err300];
}
else {
vErrors.push(err300);
}
errors++;
}
for(const key51 in data223){
if(!(((key51 === "includeSubdomains") || (key51 === "maxAge")) || (key51 === "preload"))){
const err301 = {instancePath:instancePath+"/proxy/traefik/hsts",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key51},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err301];
}
else {
vErrors.push(err301);
}
errors++;
}
}
if(data223.includeSubdomains !== undefined){
if(typeof data223.includeSubdomains !== "boolean"){
const err302 = {instancePath:instancePath+"/proxy/traefik/hsts/includeSubdomains",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/properties/includeSubdomains/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err302];
}
else {
vErrors.push(err302);
}
errors++;
}
}
if(data223.maxAge !== undefined){
let data225 = data223.maxAge;
if(!((typeof data225 == "number") && (!(data225 % 1) && !isNaN(data225)))){
const err303 = {instancePath:instancePath+"/proxy/traefik/hsts/maxAge",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/properties/maxAge/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err303];
}
else {
vErrors.push(err303);
}
errors++;
}
}
if(data223.preload !== undefined){
if(typeof data223.preload !== "boolean"){
const err304 = {instancePath:instancePath+"/proxy/traefik/hsts/preload",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/properties/preload/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err304];
}
else {
vErrors.push(err304);
}
errors++;
}
}
}
else {
const err305 = {instancePath:instancePath+"/proxy/traefik/hsts",schemaPath:"#/properties/proxy/properties/traefik/properties/hsts/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err305];
}
else {
vErrors.push(err305);
}
errors++;
}
}
if(data192.image !== undefined){
let data227 = data192.image;
if(data227 && typeof data227 == "object" && !Array.isArray(data227)){
if(data227.name === undefined){
const err306 = {instancePath:instancePath+"/proxy/traefik/image",schemaPath:"#/properties/proxy/properties/traefik/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err306];
}
else {
vErrors.push(err306);
}
errors++;
}
if(data227.tag === undefined){
const err307 = {instancePath:instancePath+"/proxy/traefik/image",schemaPath:"#/properties/proxy/properties/traefik/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err307];
}
else {
vErrors.push(err307);
}
errors++;
}
for(const key52 in data227){
if(!((((key52 === "name") || (key52 === "tag")) || (key52 === "pullPolicy")) || (key52 === "pullSecrets"))){
const err308 = {instancePath:instancePath+"/proxy/traefik/image",schemaPath:"#/properties/proxy/properties/traefik/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key52},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err308];
}
else {
vErrors.push(err308);
}
errors++;
}
}
if(data227.name !== undefined){
if(typeof data227.name !== "string"){
const err309 = {instancePath:instancePath+"/proxy/traefik/image/name",schemaPath:"#/properties/proxy/properties/traefik/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err309];
}
else {
vErrors.push(err309);
}
errors++;
}
}
if(data227.tag !== undefined){
if(typeof data227.tag !== "string"){
const err310 = {instancePath:instancePath+"/proxy/traefik/image/tag",schemaPath:"#/properties/proxy/properties/traefik/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err310];
}
else {
vErrors.push(err310);
}
errors++;
}
}
if(data227.pullPolicy !== undefined){
let data230 = data227.pullPolicy;
if(!(((((data230 === null) || (data230 === "")) || (data230 === "IfNotPresent")) || (data230 === "Always")) || (data230 === "Never"))){
const err311 = {instancePath:instancePath+"/proxy/traefik/image/pullPolicy",schemaPath:"#/properties/proxy/properties/traefik/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.traefik.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err311];
}
else {
vErrors.push(err311);
}
errors++;
}
}
if(data227.pullSecrets !== undefined){
if(!(Array.isArray(data227.pullSecrets))){
const err312 = {instancePath:instancePath+"/proxy/traefik/image/pullSecrets",schemaPath:"#/properties/proxy/properties/traefik/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err312];
}
else {
vErrors.push(err312);
}
errors++;
}
}
}
else {
const err313 = {instancePath:instancePath+"/proxy/traefik/image",schemaPath:"#/properties/proxy/properties/traefik/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err313];
}
else {
vErrors.push(err313);
}
errors++;
}
}
if(data192.resources !== undefined){
let data232 = data192.resources;
if(data232 && typeof data232 == "object" && !Array.isArray(data232)){
}
else {
const err314 = {instancePath:instancePath+"/proxy/traefik/resources",schemaPath:"#/properties/proxy/properties/traefik/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err314];
}
else {
vErrors.push(err314);
}
errors++;
}
}
if(data192.serviceAccount !== undefined){
let data233 = data192.serviceAccount;
if(data233 && typeof data233 == "object" && !Array.isArray(data233)){
if(data233.create === undefined){
const err315 = {instancePath:instancePath+"/proxy/traefik/serviceAccount",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err315];
}
else {
vErrors.push(err315);
}
errors++;
}
for(const key53 in data233){
if(!(((key53 === "create") || (key53 === "name")) || (key53 === "annotations"))){
const err316 = {instancePath:instancePath+"/proxy/traefik/serviceAccount",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key53},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err316];
}
else {
vErrors.push(err316);
}
errors++;
}
}
if(data233.create !== undefined){
if(typeof data233.create !== "boolean"){
const err317 = {instancePath:instancePath+"/proxy/traefik/serviceAccount/create",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err317];
}
else {
vErrors.push(err317);
}
errors++;
}
}
if(data233.name !== undefined){
let data235 = data233.name;
if((typeof data235 !== "string") && (data235 !== null)){
const err318 = {instancePath:instancePath+"/proxy/traefik/serviceAccount/name",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/properties/name/type",keyword:"type",params:{type: schema11.properties.proxy.properties.traefik.properties.serviceAccount.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err318];
}
else {
vErrors.push(err318);
}
errors++;
}
}
if(data233.annotations !== undefined){
let data236 = data233.annotations;
if(data236 && typeof data236 == "object" && !Array.isArray(data236)){
for(const key54 in data236){
if(!(pattern2.test(key54))){
const err319 = {instancePath:instancePath+"/proxy/traefik/serviceAccount/annotations",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key54},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err319];
}
else {
vErrors.push(err319);
}
errors++;
}
}
for(const key55 in data236){
if(pattern2.test(key55)){
if(typeof data236[key55] !== "string"){
const err320 = {instancePath:instancePath+"/proxy/traefik/serviceAccount/annotations/" + key55.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err320];
}
else {
vErrors.push(err320);
}
errors++;
}
}
}
}
else {
const err321 = {instancePath:instancePath+"/proxy/traefik/serviceAccount/annotations",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err321];
}
else {
vErrors.push(err321);
}
errors++;
}
}
}
else {
const err322 = {instancePath:instancePath+"/proxy/traefik/serviceAccount",schemaPath:"#/properties/proxy/properties/traefik/properties/serviceAccount/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err322];
}
else {
vErrors.push(err322);
}
errors++;
}
}
if(data192.extraPodSpec !== undefined){
let data238 = data192.extraPodSpec;
if(data238 && typeof data238 == "object" && !Array.isArray(data238)){
}
else {
const err323 = {instancePath:instancePath+"/proxy/traefik/extraPodSpec",schemaPath:"#/properties/proxy/properties/traefik/properties/extraPodSpec/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err323];
}
else {
vErrors.push(err323);
}
errors++;
}
}
}
else {
const err324 = {instancePath:instancePath+"/proxy/traefik",schemaPath:"#/properties/proxy/properties/traefik/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err324];
}
else {
vErrors.push(err324);
}
errors++;
}
}
if(data125.labels !== undefined){
let data239 = data125.labels;
if(data239 && typeof data239 == "object" && !Array.isArray(data239)){
for(const key56 in data239){
if(!(pattern2.test(key56))){
const err325 = {instancePath:instancePath+"/proxy/labels",schemaPath:"#/properties/proxy/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key56},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err325];
}
else {
vErrors.push(err325);
}
errors++;
}
}
for(const key57 in data239){
if(pattern2.test(key57)){
if(typeof data239[key57] !== "string"){
const err326 = {instancePath:instancePath+"/proxy/labels/" + key57.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err326];
}
else {
vErrors.push(err326);
}
errors++;
}
}
}
}
else {
const err327 = {instancePath:instancePath+"/proxy/labels",schemaPath:"#/properties/proxy/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err327];
}
else {
vErrors.push(err327);
}
errors++;
}
}
if(data125.annotations !== undefined){
let data241 = data125.annotations;
if(data241 && typeof data241 == "object" && !Array.isArray(data241)){
for(const key58 in data241){
if(!(pattern2.test(key58))){
const err328 = {instancePath:instancePath+"/proxy/annotations",schemaPath:"#/properties/proxy/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key58},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err328];
}
else {
vErrors.push(err328);
}
errors++;
}
}
for(const key59 in data241){
if(pattern2.test(key59)){
if(typeof data241[key59] !== "string"){
const err329 = {instancePath:instancePath+"/proxy/annotations/" + key59.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/proxy/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err329];
}
else {
vErrors.push(err329);
}
errors++;
}
}
}
}
else {
const err330 = {instancePath:instancePath+"/proxy/annotations",schemaPath:"#/properties/proxy/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err330];
}
else {
vErrors.push(err330);
}
errors++;
}
}
if(data125.deploymentStrategy !== undefined){
let data243 = data125.deploymentStrategy;
if(data243 && typeof data243 == "object" && !Array.isArray(data243)){
for(const key60 in data243){
if(!((key60 === "rollingUpdate") || (key60 === "type"))){
const err331 = {instancePath:instancePath+"/proxy/deploymentStrategy",schemaPath:"#/properties/proxy/properties/deploymentStrategy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key60},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err331];
}
else {
vErrors.push(err331);
}
errors++;
}
}
if(data243.rollingUpdate !== undefined){
let data244 = data243.rollingUpdate;
if((typeof data244 !== "string") && (data244 !== null)){
const err332 = {instancePath:instancePath+"/proxy/deploymentStrategy/rollingUpdate",schemaPath:"#/properties/proxy/properties/deploymentStrategy/properties/rollingUpdate/type",keyword:"type",params:{type: schema11.properties.proxy.properties.deploymentStrategy.properties.rollingUpdate.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err332];
}
else {
vErrors.push(err332);
}
errors++;
}
}
if(data243.type !== undefined){
let data245 = data243.type;
if((typeof data245 !== "string") && (data245 !== null)){
const err333 = {instancePath:instancePath+"/proxy/deploymentStrategy/type",schemaPath:"#/properties/proxy/properties/deploymentStrategy/properties/type/type",keyword:"type",params:{type: schema11.properties.proxy.properties.deploymentStrategy.properties.type.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err333];
}
else {
vErrors.push(err333);
}
errors++;
}
}
}
else {
const err334 = {instancePath:instancePath+"/proxy/deploymentStrategy",schemaPath:"#/properties/proxy/properties/deploymentStrategy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err334];
}
else {
vErrors.push(err334);
}
errors++;
}
}
if(data125.secretSync !== undefined){
let data246 = data125.secretSync;
if(data246 && typeof data246 == "object" && !Array.isArray(data246)){
for(const key61 in data246){
if(!(((key61 === "containerSecurityContext") || (key61 === "image")) || (key61 === "resources"))){
const err335 = {instancePath:instancePath+"/proxy/secretSync",schemaPath:"#/properties/proxy/properties/secretSync/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key61},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err335];
}
else {
vErrors.push(err335);
}
errors++;
}
}
if(data246.containerSecurityContext !== undefined){
let data247 = data246.containerSecurityContext;
if(data247 && typeof data247 == "object" && !Array.isArray(data247)){
}
else {
const err336 = {instancePath:instancePath+"/proxy/secretSync/containerSecurityContext",schemaPath:"#/properties/proxy/properties/secretSync/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err336];
}
else {
vErrors.push(err336);
}
errors++;
}
}
if(data246.image !== undefined){
let data248 = data246.image;
if(data248 && typeof data248 == "object" && !Array.isArray(data248)){
if(data248.name === undefined){
const err337 = {instancePath:instancePath+"/proxy/secretSync/image",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err337];
}
else {
vErrors.push(err337);
}
errors++;
}
if(data248.tag === undefined){
const err338 = {instancePath:instancePath+"/proxy/secretSync/image",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err338];
}
else {
vErrors.push(err338);
}
errors++;
}
for(const key62 in data248){
if(!((((key62 === "name") || (key62 === "tag")) || (key62 === "pullPolicy")) || (key62 === "pullSecrets"))){
const err339 = {instancePath:instancePath+"/proxy/secretSync/image",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key62},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err339];
}
else {
vErrors.push(err339);
}
errors++;
}
}
if(data248.name !== undefined){
if(typeof data248.name !== "string"){
const err340 = {instancePath:instancePath+"/proxy/secretSync/image/name",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err340];
}
else {
vErrors.push(err340);
}
errors++;
}
}
if(data248.tag !== undefined){
if(typeof data248.tag !== "string"){
const err341 = {instancePath:instancePath+"/proxy/secretSync/image/tag",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err341];
}
else {
vErrors.push(err341);
}
errors++;
}
}
if(data248.pullPolicy !== undefined){
let data251 = data248.pullPolicy;
if(!(((((data251 === null) || (data251 === "")) || (data251 === "IfNotPresent")) || (data251 === "Always")) || (data251 === "Never"))){
const err342 = {instancePath:instancePath+"/proxy/secretSync/image/pullPolicy",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.proxy.properties.secretSync.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err342];
}
else {
vErrors.push(err342);
}
errors++;
}
}
if(data248.pullSecrets !== undefined){
if(!(Array.isArray(data248.pullSecrets))){
const err343 = {instancePath:instancePath+"/proxy/secretSync/image/pullSecrets",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err343];
}
else {
vErrors.push(err343);
}
errors++;
}
}
}
else {
const err344 = {instancePath:instancePath+"/proxy/secretSync/image",schemaPath:"#/properties/proxy/properties/secretSync/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err344];
}
else {
vErrors.push(err344);
}
errors++;
}
}
if(data246.resources !== undefined){
let data253 = data246.resources;
if(data253 && typeof data253 == "object" && !Array.isArray(data253)){
}
else {
const err345 = {instancePath:instancePath+"/proxy/secretSync/resources",schemaPath:"#/properties/proxy/properties/secretSync/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err345];
}
else {
vErrors.push(err345);
}
errors++;
}
}
}
else {
const err346 = {instancePath:instancePath+"/proxy/secretSync",schemaPath:"#/properties/proxy/properties/secretSync/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err346];
}
else {
vErrors.push(err346);
}
errors++;
}
}
}
else {
const err347 = {instancePath:instancePath+"/proxy",schemaPath:"#/properties/proxy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err347];
}
else {
vErrors.push(err347);
}
errors++;
}
}
if(data.singleuser !== undefined){
let data254 = data.singleuser;
if(data254 && typeof data254 == "object" && !Array.isArray(data254)){
for(const key63 in data254){
if(!(func2.call(schema11.properties.singleuser.properties, key63))){
const err348 = {instancePath:instancePath+"/singleuser",schemaPath:"#/properties/singleuser/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key63},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err348];
}
else {
vErrors.push(err348);
}
errors++;
}
}
if(data254.networkPolicy !== undefined){
let data255 = data254.networkPolicy;
if(data255 && typeof data255 == "object" && !Array.isArray(data255)){
for(const key64 in data255){
if(!((((((key64 === "enabled") || (key64 === "ingress")) || (key64 === "egress")) || (key64 === "egressAllowRules")) || (key64 === "interNamespaceAccessLabels")) || (key64 === "allowedIngressPorts"))){
const err349 = {instancePath:instancePath+"/singleuser/networkPolicy",schemaPath:"#/properties/singleuser/properties/networkPolicy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key64},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err349];
}
else {
vErrors.push(err349);
}
errors++;
}
}
if(data255.enabled !== undefined){
if(typeof data255.enabled !== "boolean"){
const err350 = {instancePath:instancePath+"/singleuser/networkPolicy/enabled",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err350];
}
else {
vErrors.push(err350);
}
errors++;
}
}
if(data255.ingress !== undefined){
if(!(Array.isArray(data255.ingress))){
const err351 = {instancePath:instancePath+"/singleuser/networkPolicy/ingress",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/ingress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err351];
}
else {
vErrors.push(err351);
}
errors++;
}
}
if(data255.egress !== undefined){
if(!(Array.isArray(data255.egress))){
const err352 = {instancePath:instancePath+"/singleuser/networkPolicy/egress",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egress/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err352];
}
else {
vErrors.push(err352);
}
errors++;
}
}
if(data255.egressAllowRules !== undefined){
let data259 = data255.egressAllowRules;
if(data259 && typeof data259 == "object" && !Array.isArray(data259)){
for(const key65 in data259){
if(!((((((key65 === "cloudMetadataServer") || (key65 === "dnsPortsCloudMetadataServer")) || (key65 === "dnsPortsKubeSystemNamespace")) || (key65 === "dnsPortsPrivateIPs")) || (key65 === "nonPrivateIPs")) || (key65 === "privateIPs"))){
const err353 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key65},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err353];
}
else {
vErrors.push(err353);
}
errors++;
}
}
if(data259.cloudMetadataServer !== undefined){
if(typeof data259.cloudMetadataServer !== "boolean"){
const err354 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/cloudMetadataServer",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/cloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err354];
}
else {
vErrors.push(err354);
}
errors++;
}
}
if(data259.dnsPortsCloudMetadataServer !== undefined){
if(typeof data259.dnsPortsCloudMetadataServer !== "boolean"){
const err355 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/dnsPortsCloudMetadataServer",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsCloudMetadataServer/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err355];
}
else {
vErrors.push(err355);
}
errors++;
}
}
if(data259.dnsPortsKubeSystemNamespace !== undefined){
if(typeof data259.dnsPortsKubeSystemNamespace !== "boolean"){
const err356 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/dnsPortsKubeSystemNamespace",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsKubeSystemNamespace/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err356];
}
else {
vErrors.push(err356);
}
errors++;
}
}
if(data259.dnsPortsPrivateIPs !== undefined){
if(typeof data259.dnsPortsPrivateIPs !== "boolean"){
const err357 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/dnsPortsPrivateIPs",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/dnsPortsPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err357];
}
else {
vErrors.push(err357);
}
errors++;
}
}
if(data259.nonPrivateIPs !== undefined){
if(typeof data259.nonPrivateIPs !== "boolean"){
const err358 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/nonPrivateIPs",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/nonPrivateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err358];
}
else {
vErrors.push(err358);
}
errors++;
}
}
if(data259.privateIPs !== undefined){
if(typeof data259.privateIPs !== "boolean"){
const err359 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules/privateIPs",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/properties/privateIPs/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err359];
}
else {
vErrors.push(err359);
}
errors++;
}
}
}
else {
const err360 = {instancePath:instancePath+"/singleuser/networkPolicy/egressAllowRules",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/egressAllowRules/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err360];
}
else {
vErrors.push(err360);
}
errors++;
}
}
if(data255.interNamespaceAccessLabels !== undefined){
let data266 = data255.interNamespaceAccessLabels;
if(!((data266 === "accept") || (data266 === "ignore"))){
const err361 = {instancePath:instancePath+"/singleuser/networkPolicy/interNamespaceAccessLabels",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/interNamespaceAccessLabels/enum",keyword:"enum",params:{allowedValues: schema11.properties.singleuser.properties.networkPolicy.properties.interNamespaceAccessLabels.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err361];
}
else {
vErrors.push(err361);
}
errors++;
}
}
if(data255.allowedIngressPorts !== undefined){
if(!(Array.isArray(data255.allowedIngressPorts))){
const err362 = {instancePath:instancePath+"/singleuser/networkPolicy/allowedIngressPorts",schemaPath:"#/properties/singleuser/properties/networkPolicy/properties/allowedIngressPorts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err362];
}
else {
vErrors.push(err362);
}
errors++;
}
}
}
else {
const err363 = {instancePath:instancePath+"/singleuser/networkPolicy",schemaPath:"#/properties/singleuser/properties/networkPolicy/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err363];
}
else {
vErrors.push(err363);
}
errors++;
}
}
if(data254.podNameTemplate !== undefined){
let data268 = data254.podNameTemplate;
if((typeof data268 !== "string") && (data268 !== null)){
const err364 = {instancePath:instancePath+"/singleuser/podNameTemplate",schemaPath:"#/properties/singleuser/properties/podNameTemplate/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.podNameTemplate.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err364];
}
else {
vErrors.push(err364);
}
errors++;
}
}
if(data254.cpu !== undefined){
let data269 = data254.cpu;
if(data269 && typeof data269 == "object" && !Array.isArray(data269)){
for(const key66 in data269){
if(!((key66 === "limit") || (key66 === "guarantee"))){
const err365 = {instancePath:instancePath+"/singleuser/cpu",schemaPath:"#/properties/singleuser/properties/cpu/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key66},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err365];
}
else {
vErrors.push(err365);
}
errors++;
}
}
if(data269.limit !== undefined){
let data270 = data269.limit;
if((!(typeof data270 == "number")) && (data270 !== null)){
const err366 = {instancePath:instancePath+"/singleuser/cpu/limit",schemaPath:"#/properties/singleuser/properties/cpu/properties/limit/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.cpu.properties.limit.type},message:"must be number,null"};
if(vErrors === null){
vErrors = [err366];
}
else {
vErrors.push(err366);
}
errors++;
}
}
if(data269.guarantee !== undefined){
let data271 = data269.guarantee;
if((!(typeof data271 == "number")) && (data271 !== null)){
const err367 = {instancePath:instancePath+"/singleuser/cpu/guarantee",schemaPath:"#/properties/singleuser/properties/cpu/properties/guarantee/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.cpu.properties.guarantee.type},message:"must be number,null"};
if(vErrors === null){
vErrors = [err367];
}
else {
vErrors.push(err367);
}
errors++;
}
}
}
else {
const err368 = {instancePath:instancePath+"/singleuser/cpu",schemaPath:"#/properties/singleuser/properties/cpu/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err368];
}
else {
vErrors.push(err368);
}
errors++;
}
}
if(data254.memory !== undefined){
let data272 = data254.memory;
if(data272 && typeof data272 == "object" && !Array.isArray(data272)){
for(const key67 in data272){
if(!((key67 === "limit") || (key67 === "guarantee"))){
const err369 = {instancePath:instancePath+"/singleuser/memory",schemaPath:"#/properties/singleuser/properties/memory/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key67},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err369];
}
else {
vErrors.push(err369);
}
errors++;
}
}
if(data272.limit !== undefined){
let data273 = data272.limit;
if(((!(typeof data273 == "number")) && (typeof data273 !== "string")) && (data273 !== null)){
const err370 = {instancePath:instancePath+"/singleuser/memory/limit",schemaPath:"#/properties/singleuser/properties/memory/properties/limit/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.memory.properties.limit.type},message:"must be number,string,null"};
if(vErrors === null){
vErrors = [err370];
}
else {
vErrors.push(err370);
}
errors++;
}
}
if(data272.guarantee !== undefined){
let data274 = data272.guarantee;
if(((!(typeof data274 == "number")) && (typeof data274 !== "string")) && (data274 !== null)){
const err371 = {instancePath:instancePath+"/singleuser/memory/guarantee",schemaPath:"#/properties/singleuser/properties/memory/properties/guarantee/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.memory.properties.guarantee.type},message:"must be number,string,null"};
if(vErrors === null){
vErrors = [err371];
}
else {
vErrors.push(err371);
}
errors++;
}
}
}
else {
const err372 = {instancePath:instancePath+"/singleuser/memory",schemaPath:"#/properties/singleuser/properties/memory/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err372];
}
else {
vErrors.push(err372);
}
errors++;
}
}
if(data254.image !== undefined){
let data275 = data254.image;
if(data275 && typeof data275 == "object" && !Array.isArray(data275)){
if(data275.name === undefined){
const err373 = {instancePath:instancePath+"/singleuser/image",schemaPath:"#/properties/singleuser/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err373];
}
else {
vErrors.push(err373);
}
errors++;
}
if(data275.tag === undefined){
const err374 = {instancePath:instancePath+"/singleuser/image",schemaPath:"#/properties/singleuser/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err374];
}
else {
vErrors.push(err374);
}
errors++;
}
for(const key68 in data275){
if(!((((key68 === "name") || (key68 === "tag")) || (key68 === "pullPolicy")) || (key68 === "pullSecrets"))){
const err375 = {instancePath:instancePath+"/singleuser/image",schemaPath:"#/properties/singleuser/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key68},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err375];
}
else {
vErrors.push(err375);
}
errors++;
}
}
if(data275.name !== undefined){
if(typeof data275.name !== "string"){
const err376 = {instancePath:instancePath+"/singleuser/image/name",schemaPath:"#/properties/singleuser/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err376];
}
else {
vErrors.push(err376);
}
errors++;
}
}
if(data275.tag !== undefined){
if(typeof data275.tag !== "string"){
const err377 = {instancePath:instancePath+"/singleuser/image/tag",schemaPath:"#/properties/singleuser/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err377];
}
else {
vErrors.push(err377);
}
errors++;
}
}
if(data275.pullPolicy !== undefined){
let data278 = data275.pullPolicy;
if(!(((((data278 === null) || (data278 === "")) || (data278 === "IfNotPresent")) || (data278 === "Always")) || (data278 === "Never"))){
const err378 = {instancePath:instancePath+"/singleuser/image/pullPolicy",schemaPath:"#/properties/singleuser/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.singleuser.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err378];
}
else {
vErrors.push(err378);
}
errors++;
}
}
if(data275.pullSecrets !== undefined){
if(!(Array.isArray(data275.pullSecrets))){
const err379 = {instancePath:instancePath+"/singleuser/image/pullSecrets",schemaPath:"#/properties/singleuser/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err379];
}
else {
vErrors.push(err379);
}
errors++;
}
}
}
else {
const err380 = {instancePath:instancePath+"/singleuser/image",schemaPath:"#/properties/singleuser/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err380];
}
else {
vErrors.push(err380);
}
errors++;
}
}
if(data254.initContainers !== undefined){
if(!(Array.isArray(data254.initContainers))){
const err381 = {instancePath:instancePath+"/singleuser/initContainers",schemaPath:"#/properties/singleuser/properties/initContainers/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err381];
}
else {
vErrors.push(err381);
}
errors++;
}
}
if(data254.profileList !== undefined){
if(!(Array.isArray(data254.profileList))){
const err382 = {instancePath:instancePath+"/singleuser/profileList",schemaPath:"#/properties/singleuser/properties/profileList/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err382];
}
else {
vErrors.push(err382);
}
errors++;
}
}
if(data254.extraFiles !== undefined){
let data282 = data254.extraFiles;
if(data282 && typeof data282 == "object" && !Array.isArray(data282)){
for(const key69 in data282){
if(!(pattern2.test(key69))){
const err383 = {instancePath:instancePath+"/singleuser/extraFiles",schemaPath:"#/properties/singleuser/properties/extraFiles/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key69},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err383];
}
else {
vErrors.push(err383);
}
errors++;
}
}
for(const key70 in data282){
if(pattern2.test(key70)){
let data283 = data282[key70];
const _errs656 = errors;
let valid65 = false;
let passing1 = null;
const _errs657 = errors;
if(data283 && typeof data283 == "object" && !Array.isArray(data283)){
if(data283.data === undefined){
const err384 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/oneOf/0/required",keyword:"required",params:{missingProperty: "data"},message:"must have required property '"+"data"+"'"};
if(vErrors === null){
vErrors = [err384];
}
else {
vErrors.push(err384);
}
errors++;
}
}
var _valid2 = _errs657 === errors;
if(_valid2){
valid65 = true;
passing1 = 0;
}
const _errs658 = errors;
if(data283 && typeof data283 == "object" && !Array.isArray(data283)){
if(data283.stringData === undefined){
const err385 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/oneOf/1/required",keyword:"required",params:{missingProperty: "stringData"},message:"must have required property '"+"stringData"+"'"};
if(vErrors === null){
vErrors = [err385];
}
else {
vErrors.push(err385);
}
errors++;
}
}
var _valid2 = _errs658 === errors;
if(_valid2 && valid65){
valid65 = false;
passing1 = [passing1, 1];
}
else {
if(_valid2){
valid65 = true;
passing1 = 1;
}
const _errs659 = errors;
if(data283 && typeof data283 == "object" && !Array.isArray(data283)){
if(data283.binaryData === undefined){
const err386 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/oneOf/2/required",keyword:"required",params:{missingProperty: "binaryData"},message:"must have required property '"+"binaryData"+"'"};
if(vErrors === null){
vErrors = [err386];
}
else {
vErrors.push(err386);
}
errors++;
}
}
var _valid2 = _errs659 === errors;
if(_valid2 && valid65){
valid65 = false;
passing1 = [passing1, 2];
}
else {
if(_valid2){
valid65 = true;
passing1 = 2;
}
}
}
if(!valid65){
const err387 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/oneOf",keyword:"oneOf",params:{passingSchemas: passing1},message:"must match exactly one schema in oneOf"};
if(vErrors === null){
vErrors = [err387];
}
else {
vErrors.push(err387);
}
errors++;
}
else {
errors = _errs656;
if(vErrors !== null){
if(_errs656){
vErrors.length = _errs656;
}
else {
vErrors = null;
}
}
}
if(data283 && typeof data283 == "object" && !Array.isArray(data283)){
if(data283.mountPath === undefined){
const err388 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/required",keyword:"required",params:{missingProperty: "mountPath"},message:"must have required property '"+"mountPath"+"'"};
if(vErrors === null){
vErrors = [err388];
}
else {
vErrors.push(err388);
}
errors++;
}
for(const key71 in data283){
if(!(((((key71 === "mountPath") || (key71 === "data")) || (key71 === "stringData")) || (key71 === "binaryData")) || (key71 === "mode"))){
const err389 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key71},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err389];
}
else {
vErrors.push(err389);
}
errors++;
}
}
if(data283.mountPath !== undefined){
if(typeof data283.mountPath !== "string"){
const err390 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1")+"/mountPath",schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/properties/mountPath/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err390];
}
else {
vErrors.push(err390);
}
errors++;
}
}
if(data283.data !== undefined){
let data285 = data283.data;
if(data285 && typeof data285 == "object" && !Array.isArray(data285)){
}
else {
const err391 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1")+"/data",schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/properties/data/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err391];
}
else {
vErrors.push(err391);
}
errors++;
}
}
if(data283.stringData !== undefined){
if(typeof data283.stringData !== "string"){
const err392 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1")+"/stringData",schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/properties/stringData/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err392];
}
else {
vErrors.push(err392);
}
errors++;
}
}
if(data283.binaryData !== undefined){
if(typeof data283.binaryData !== "string"){
const err393 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1")+"/binaryData",schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/properties/binaryData/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err393];
}
else {
vErrors.push(err393);
}
errors++;
}
}
if(data283.mode !== undefined){
if(!(typeof data283.mode == "number")){
const err394 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1")+"/mode",schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/properties/mode/type",keyword:"type",params:{type: "number"},message:"must be number"};
if(vErrors === null){
vErrors = [err394];
}
else {
vErrors.push(err394);
}
errors++;
}
}
}
else {
const err395 = {instancePath:instancePath+"/singleuser/extraFiles/" + key70.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraFiles/patternProperties/.*/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err395];
}
else {
vErrors.push(err395);
}
errors++;
}
}
}
}
else {
const err396 = {instancePath:instancePath+"/singleuser/extraFiles",schemaPath:"#/properties/singleuser/properties/extraFiles/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err396];
}
else {
vErrors.push(err396);
}
errors++;
}
}
if(data254.extraEnv !== undefined){
let data289 = data254.extraEnv;
if(!data289 || typeof data289 != "object"){
const err397 = {instancePath:instancePath+"/singleuser/extraEnv",schemaPath:"#/properties/singleuser/properties/extraEnv/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.extraEnv.type},message:"must be object,array"};
if(vErrors === null){
vErrors = [err397];
}
else {
vErrors.push(err397);
}
errors++;
}
}
if(data254.nodeSelector !== undefined){
let data290 = data254.nodeSelector;
if(data290 && typeof data290 == "object" && !Array.isArray(data290)){
}
else {
const err398 = {instancePath:instancePath+"/singleuser/nodeSelector",schemaPath:"#/properties/singleuser/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err398];
}
else {
vErrors.push(err398);
}
errors++;
}
}
if(data254.extraTolerations !== undefined){
if(!(Array.isArray(data254.extraTolerations))){
const err399 = {instancePath:instancePath+"/singleuser/extraTolerations",schemaPath:"#/properties/singleuser/properties/extraTolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err399];
}
else {
vErrors.push(err399);
}
errors++;
}
}
if(data254.extraNodeAffinity !== undefined){
let data292 = data254.extraNodeAffinity;
if(data292 && typeof data292 == "object" && !Array.isArray(data292)){
for(const key72 in data292){
if(!((key72 === "required") || (key72 === "preferred"))){
const err400 = {instancePath:instancePath+"/singleuser/extraNodeAffinity",schemaPath:"#/properties/singleuser/properties/extraNodeAffinity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key72},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err400];
}
else {
vErrors.push(err400);
}
errors++;
}
}
if(data292.required !== undefined){
if(!(Array.isArray(data292.required))){
const err401 = {instancePath:instancePath+"/singleuser/extraNodeAffinity/required",schemaPath:"#/properties/singleuser/properties/extraNodeAffinity/properties/required/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err401];
}
else {
vErrors.push(err401);
}
errors++;
}
}
if(data292.preferred !== undefined){
if(!(Array.isArray(data292.preferred))){
const err402 = {instancePath:instancePath+"/singleuser/extraNodeAffinity/preferred",schemaPath:"#/properties/singleuser/properties/extraNodeAffinity/properties/preferred/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err402];
}
else {
vErrors.push(err402);
}
errors++;
}
}
}
else {
const err403 = {instancePath:instancePath+"/singleuser/extraNodeAffinity",schemaPath:"#/properties/singleuser/properties/extraNodeAffinity/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err403];
}
else {
vErrors.push(err403);
}
errors++;
}
}
if(data254.extraPodAffinity !== undefined){
let data295 = data254.extraPodAffinity;
if(data295 && typeof data295 == "object" && !Array.isArray(data295)){
for(const key73 in data295){
if(!((key73 === "required") || (key73 === "preferred"))){
const err404 = {instancePath:instancePath+"/singleuser/extraPodAffinity",schemaPath:"#/properties/singleuser/properties/extraPodAffinity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key73},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err404];
}
else {
vErrors.push(err404);
}
errors++;
}
}
if(data295.required !== undefined){
if(!(Array.isArray(data295.required))){
const err405 = {instancePath:instancePath+"/singleuser/extraPodAffinity/required",schemaPath:"#/properties/singleuser/properties/extraPodAffinity/properties/required/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err405];
}
else {
vErrors.push(err405);
}
errors++;
}
}
if(data295.preferred !== undefined){
if(!(Array.isArray(data295.preferred))){
const err406 = {instancePath:instancePath+"/singleuser/extraPodAffinity/preferred",schemaPath:"#/properties/singleuser/properties/extraPodAffinity/properties/preferred/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err406];
}
else {
vErrors.push(err406);
}
errors++;
}
}
}
else {
const err407 = {instancePath:instancePath+"/singleuser/extraPodAffinity",schemaPath:"#/properties/singleuser/properties/extraPodAffinity/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err407];
}
else {
vErrors.push(err407);
}
errors++;
}
}
if(data254.extraPodAntiAffinity !== undefined){
let data298 = data254.extraPodAntiAffinity;
if(data298 && typeof data298 == "object" && !Array.isArray(data298)){
for(const key74 in data298){
if(!((key74 === "required") || (key74 === "preferred"))){
const err408 = {instancePath:instancePath+"/singleuser/extraPodAntiAffinity",schemaPath:"#/properties/singleuser/properties/extraPodAntiAffinity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key74},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err408];
}
else {
vErrors.push(err408);
}
errors++;
}
}
if(data298.required !== undefined){
if(!(Array.isArray(data298.required))){
const err409 = {instancePath:instancePath+"/singleuser/extraPodAntiAffinity/required",schemaPath:"#/properties/singleuser/properties/extraPodAntiAffinity/properties/required/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err409];
}
else {
vErrors.push(err409);
}
errors++;
}
}
if(data298.preferred !== undefined){
if(!(Array.isArray(data298.preferred))){
const err410 = {instancePath:instancePath+"/singleuser/extraPodAntiAffinity/preferred",schemaPath:"#/properties/singleuser/properties/extraPodAntiAffinity/properties/preferred/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err410];
}
else {
vErrors.push(err410);
}
errors++;
}
}
}
else {
const err411 = {instancePath:instancePath+"/singleuser/extraPodAntiAffinity",schemaPath:"#/properties/singleuser/properties/extraPodAntiAffinity/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err411];
}
else {
vErrors.push(err411);
}
errors++;
}
}
if(data254.cloudMetadata !== undefined){
let data301 = data254.cloudMetadata;
if(data301 && typeof data301 == "object" && !Array.isArray(data301)){
if(data301.blockWithIptables === undefined){
const err412 = {instancePath:instancePath+"/singleuser/cloudMetadata",schemaPath:"#/properties/singleuser/properties/cloudMetadata/required",keyword:"required",params:{missingProperty: "blockWithIptables"},message:"must have required property '"+"blockWithIptables"+"'"};
if(vErrors === null){
vErrors = [err412];
}
else {
vErrors.push(err412);
}
errors++;
}
if(data301.ip === undefined){
const err413 = {instancePath:instancePath+"/singleuser/cloudMetadata",schemaPath:"#/properties/singleuser/properties/cloudMetadata/required",keyword:"required",params:{missingProperty: "ip"},message:"must have required property '"+"ip"+"'"};
if(vErrors === null){
vErrors = [err413];
}
else {
vErrors.push(err413);
}
errors++;
}
for(const key75 in data301){
if(!((key75 === "blockWithIptables") || (key75 === "ip"))){
const err414 = {instancePath:instancePath+"/singleuser/cloudMetadata",schemaPath:"#/properties/singleuser/properties/cloudMetadata/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key75},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err414];
}
else {
vErrors.push(err414);
}
errors++;
}
}
if(data301.blockWithIptables !== undefined){
if(typeof data301.blockWithIptables !== "boolean"){
const err415 = {instancePath:instancePath+"/singleuser/cloudMetadata/blockWithIptables",schemaPath:"#/properties/singleuser/properties/cloudMetadata/properties/blockWithIptables/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err415];
}
else {
vErrors.push(err415);
}
errors++;
}
}
if(data301.ip !== undefined){
if(typeof data301.ip !== "string"){
const err416 = {instancePath:instancePath+"/singleuser/cloudMetadata/ip",schemaPath:"#/properties/singleuser/properties/cloudMetadata/properties/ip/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err416];
}
else {
vErrors.push(err416);
}
errors++;
}
}
}
else {
const err417 = {instancePath:instancePath+"/singleuser/cloudMetadata",schemaPath:"#/properties/singleuser/properties/cloudMetadata/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err417];
}
else {
vErrors.push(err417);
}
errors++;
}
}
if(data254.cmd !== undefined){
let data304 = data254.cmd;
if(((!(Array.isArray(data304))) && (typeof data304 !== "string")) && (data304 !== null)){
const err418 = {instancePath:instancePath+"/singleuser/cmd",schemaPath:"#/properties/singleuser/properties/cmd/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.cmd.type},message:"must be array,string,null"};
if(vErrors === null){
vErrors = [err418];
}
else {
vErrors.push(err418);
}
errors++;
}
}
if(data254.defaultUrl !== undefined){
let data305 = data254.defaultUrl;
if((typeof data305 !== "string") && (data305 !== null)){
const err419 = {instancePath:instancePath+"/singleuser/defaultUrl",schemaPath:"#/properties/singleuser/properties/defaultUrl/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.defaultUrl.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err419];
}
else {
vErrors.push(err419);
}
errors++;
}
}
if(data254.events !== undefined){
let data306 = data254.events;
if((typeof data306 !== "boolean") && (data306 !== null)){
const err420 = {instancePath:instancePath+"/singleuser/events",schemaPath:"#/properties/singleuser/properties/events/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.events.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err420];
}
else {
vErrors.push(err420);
}
errors++;
}
}
if(data254.extraAnnotations !== undefined){
let data307 = data254.extraAnnotations;
if(data307 && typeof data307 == "object" && !Array.isArray(data307)){
for(const key76 in data307){
if(!(pattern2.test(key76))){
const err421 = {instancePath:instancePath+"/singleuser/extraAnnotations",schemaPath:"#/properties/singleuser/properties/extraAnnotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key76},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err421];
}
else {
vErrors.push(err421);
}
errors++;
}
}
for(const key77 in data307){
if(pattern2.test(key77)){
if(typeof data307[key77] !== "string"){
const err422 = {instancePath:instancePath+"/singleuser/extraAnnotations/" + key77.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraAnnotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err422];
}
else {
vErrors.push(err422);
}
errors++;
}
}
}
}
else {
const err423 = {instancePath:instancePath+"/singleuser/extraAnnotations",schemaPath:"#/properties/singleuser/properties/extraAnnotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err423];
}
else {
vErrors.push(err423);
}
errors++;
}
}
if(data254.extraContainers !== undefined){
if(!(Array.isArray(data254.extraContainers))){
const err424 = {instancePath:instancePath+"/singleuser/extraContainers",schemaPath:"#/properties/singleuser/properties/extraContainers/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err424];
}
else {
vErrors.push(err424);
}
errors++;
}
}
if(data254.extraLabels !== undefined){
let data310 = data254.extraLabels;
if(data310 && typeof data310 == "object" && !Array.isArray(data310)){
for(const key78 in data310){
if(!(pattern2.test(key78))){
const err425 = {instancePath:instancePath+"/singleuser/extraLabels",schemaPath:"#/properties/singleuser/properties/extraLabels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key78},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err425];
}
else {
vErrors.push(err425);
}
errors++;
}
}
for(const key79 in data310){
if(pattern2.test(key79)){
if(typeof data310[key79] !== "string"){
const err426 = {instancePath:instancePath+"/singleuser/extraLabels/" + key79.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/extraLabels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err426];
}
else {
vErrors.push(err426);
}
errors++;
}
}
}
}
else {
const err427 = {instancePath:instancePath+"/singleuser/extraLabels",schemaPath:"#/properties/singleuser/properties/extraLabels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err427];
}
else {
vErrors.push(err427);
}
errors++;
}
}
if(data254.extraPodConfig !== undefined){
let data312 = data254.extraPodConfig;
if(data312 && typeof data312 == "object" && !Array.isArray(data312)){
}
else {
const err428 = {instancePath:instancePath+"/singleuser/extraPodConfig",schemaPath:"#/properties/singleuser/properties/extraPodConfig/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err428];
}
else {
vErrors.push(err428);
}
errors++;
}
}
if(data254.extraResource !== undefined){
let data313 = data254.extraResource;
if(data313 && typeof data313 == "object" && !Array.isArray(data313)){
for(const key80 in data313){
if(!((key80 === "guarantees") || (key80 === "limits"))){
const err429 = {instancePath:instancePath+"/singleuser/extraResource",schemaPath:"#/properties/singleuser/properties/extraResource/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key80},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err429];
}
else {
vErrors.push(err429);
}
errors++;
}
}
if(data313.guarantees !== undefined){
let data314 = data313.guarantees;
if(data314 && typeof data314 == "object" && !Array.isArray(data314)){
}
else {
const err430 = {instancePath:instancePath+"/singleuser/extraResource/guarantees",schemaPath:"#/properties/singleuser/properties/extraResource/properties/guarantees/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err430];
}
else {
vErrors.push(err430);
}
errors++;
}
}
if(data313.limits !== undefined){
let data315 = data313.limits;
if(data315 && typeof data315 == "object" && !Array.isArray(data315)){
}
else {
const err431 = {instancePath:instancePath+"/singleuser/extraResource/limits",schemaPath:"#/properties/singleuser/properties/extraResource/properties/limits/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err431];
}
else {
vErrors.push(err431);
}
errors++;
}
}
}
else {
const err432 = {instancePath:instancePath+"/singleuser/extraResource",schemaPath:"#/properties/singleuser/properties/extraResource/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err432];
}
else {
vErrors.push(err432);
}
errors++;
}
}
if(data254.fsGid !== undefined){
let data316 = data254.fsGid;
if((!((typeof data316 == "number") && (!(data316 % 1) && !isNaN(data316)))) && (data316 !== null)){
const err433 = {instancePath:instancePath+"/singleuser/fsGid",schemaPath:"#/properties/singleuser/properties/fsGid/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.fsGid.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err433];
}
else {
vErrors.push(err433);
}
errors++;
}
}
if(data254.lifecycleHooks !== undefined){
let data317 = data254.lifecycleHooks;
if(data317 && typeof data317 == "object" && !Array.isArray(data317)){
for(const key81 in data317){
if(!((key81 === "postStart") || (key81 === "preStop"))){
const err434 = {instancePath:instancePath+"/singleuser/lifecycleHooks",schemaPath:"#/properties/singleuser/properties/lifecycleHooks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key81},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err434];
}
else {
vErrors.push(err434);
}
errors++;
}
}
if(data317.postStart !== undefined){
let data318 = data317.postStart;
if(data318 && typeof data318 == "object" && !Array.isArray(data318)){
}
else {
const err435 = {instancePath:instancePath+"/singleuser/lifecycleHooks/postStart",schemaPath:"#/properties/singleuser/properties/lifecycleHooks/properties/postStart/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err435];
}
else {
vErrors.push(err435);
}
errors++;
}
}
if(data317.preStop !== undefined){
let data319 = data317.preStop;
if(data319 && typeof data319 == "object" && !Array.isArray(data319)){
}
else {
const err436 = {instancePath:instancePath+"/singleuser/lifecycleHooks/preStop",schemaPath:"#/properties/singleuser/properties/lifecycleHooks/properties/preStop/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err436];
}
else {
vErrors.push(err436);
}
errors++;
}
}
}
else {
const err437 = {instancePath:instancePath+"/singleuser/lifecycleHooks",schemaPath:"#/properties/singleuser/properties/lifecycleHooks/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err437];
}
else {
vErrors.push(err437);
}
errors++;
}
}
if(data254.networkTools !== undefined){
let data320 = data254.networkTools;
if(data320 && typeof data320 == "object" && !Array.isArray(data320)){
for(const key82 in data320){
if(!((key82 === "image") || (key82 === "resources"))){
const err438 = {instancePath:instancePath+"/singleuser/networkTools",schemaPath:"#/properties/singleuser/properties/networkTools/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key82},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err438];
}
else {
vErrors.push(err438);
}
errors++;
}
}
if(data320.image !== undefined){
let data321 = data320.image;
if(data321 && typeof data321 == "object" && !Array.isArray(data321)){
if(data321.name === undefined){
const err439 = {instancePath:instancePath+"/singleuser/networkTools/image",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err439];
}
else {
vErrors.push(err439);
}
errors++;
}
if(data321.tag === undefined){
const err440 = {instancePath:instancePath+"/singleuser/networkTools/image",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err440];
}
else {
vErrors.push(err440);
}
errors++;
}
for(const key83 in data321){
if(!((((key83 === "name") || (key83 === "tag")) || (key83 === "pullPolicy")) || (key83 === "pullSecrets"))){
const err441 = {instancePath:instancePath+"/singleuser/networkTools/image",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key83},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err441];
}
else {
vErrors.push(err441);
}
errors++;
}
}
if(data321.name !== undefined){
if(typeof data321.name !== "string"){
const err442 = {instancePath:instancePath+"/singleuser/networkTools/image/name",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err442];
}
else {
vErrors.push(err442);
}
errors++;
}
}
if(data321.tag !== undefined){
if(typeof data321.tag !== "string"){
const err443 = {instancePath:instancePath+"/singleuser/networkTools/image/tag",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err443];
}
else {
vErrors.push(err443);
}
errors++;
}
}
if(data321.pullPolicy !== undefined){
let data324 = data321.pullPolicy;
if(!(((((data324 === null) || (data324 === "")) || (data324 === "IfNotPresent")) || (data324 === "Always")) || (data324 === "Never"))){
const err444 = {instancePath:instancePath+"/singleuser/networkTools/image/pullPolicy",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.singleuser.properties.networkTools.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err444];
}
else {
vErrors.push(err444);
}
errors++;
}
}
if(data321.pullSecrets !== undefined){
if(!(Array.isArray(data321.pullSecrets))){
const err445 = {instancePath:instancePath+"/singleuser/networkTools/image/pullSecrets",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err445];
}
else {
vErrors.push(err445);
}
errors++;
}
}
}
else {
const err446 = {instancePath:instancePath+"/singleuser/networkTools/image",schemaPath:"#/properties/singleuser/properties/networkTools/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err446];
}
else {
vErrors.push(err446);
}
errors++;
}
}
if(data320.resources !== undefined){
let data326 = data320.resources;
if(data326 && typeof data326 == "object" && !Array.isArray(data326)){
}
else {
const err447 = {instancePath:instancePath+"/singleuser/networkTools/resources",schemaPath:"#/properties/singleuser/properties/networkTools/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err447];
}
else {
vErrors.push(err447);
}
errors++;
}
}
}
else {
const err448 = {instancePath:instancePath+"/singleuser/networkTools",schemaPath:"#/properties/singleuser/properties/networkTools/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err448];
}
else {
vErrors.push(err448);
}
errors++;
}
}
if(data254.serviceAccountName !== undefined){
let data327 = data254.serviceAccountName;
if((typeof data327 !== "string") && (data327 !== null)){
const err449 = {instancePath:instancePath+"/singleuser/serviceAccountName",schemaPath:"#/properties/singleuser/properties/serviceAccountName/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.serviceAccountName.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err449];
}
else {
vErrors.push(err449);
}
errors++;
}
}
if(data254.startTimeout !== undefined){
let data328 = data254.startTimeout;
if((!((typeof data328 == "number") && (!(data328 % 1) && !isNaN(data328)))) && (data328 !== null)){
const err450 = {instancePath:instancePath+"/singleuser/startTimeout",schemaPath:"#/properties/singleuser/properties/startTimeout/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.startTimeout.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err450];
}
else {
vErrors.push(err450);
}
errors++;
}
}
if(data254.storage !== undefined){
let data329 = data254.storage;
if(data329 && typeof data329 == "object" && !Array.isArray(data329)){
if(data329.type === undefined){
const err451 = {instancePath:instancePath+"/singleuser/storage",schemaPath:"#/properties/singleuser/properties/storage/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'"};
if(vErrors === null){
vErrors = [err451];
}
else {
vErrors.push(err451);
}
errors++;
}
if(data329.homeMountPath === undefined){
const err452 = {instancePath:instancePath+"/singleuser/storage",schemaPath:"#/properties/singleuser/properties/storage/required",keyword:"required",params:{missingProperty: "homeMountPath"},message:"must have required property '"+"homeMountPath"+"'"};
if(vErrors === null){
vErrors = [err452];
}
else {
vErrors.push(err452);
}
errors++;
}
for(const key84 in data329){
if(!((((((((key84 === "capacity") || (key84 === "dynamic")) || (key84 === "extraLabels")) || (key84 === "extraVolumeMounts")) || (key84 === "extraVolumes")) || (key84 === "homeMountPath")) || (key84 === "static")) || (key84 === "type"))){
const err453 = {instancePath:instancePath+"/singleuser/storage",schemaPath:"#/properties/singleuser/properties/storage/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key84},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err453];
}
else {
vErrors.push(err453);
}
errors++;
}
}
if(data329.capacity !== undefined){
let data330 = data329.capacity;
if((typeof data330 !== "string") && (data330 !== null)){
const err454 = {instancePath:instancePath+"/singleuser/storage/capacity",schemaPath:"#/properties/singleuser/properties/storage/properties/capacity/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.capacity.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err454];
}
else {
vErrors.push(err454);
}
errors++;
}
}
if(data329.dynamic !== undefined){
let data331 = data329.dynamic;
if(data331 && typeof data331 == "object" && !Array.isArray(data331)){
for(const key85 in data331){
if(!(((((key85 === "pvcNameTemplate") || (key85 === "storageAccessModes")) || (key85 === "storageClass")) || (key85 === "subPath")) || (key85 === "volumeNameTemplate"))){
const err455 = {instancePath:instancePath+"/singleuser/storage/dynamic",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key85},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err455];
}
else {
vErrors.push(err455);
}
errors++;
}
}
if(data331.pvcNameTemplate !== undefined){
let data332 = data331.pvcNameTemplate;
if((typeof data332 !== "string") && (data332 !== null)){
const err456 = {instancePath:instancePath+"/singleuser/storage/dynamic/pvcNameTemplate",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/pvcNameTemplate/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.dynamic.properties.pvcNameTemplate.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err456];
}
else {
vErrors.push(err456);
}
errors++;
}
}
if(data331.storageAccessModes !== undefined){
let data333 = data331.storageAccessModes;
if(Array.isArray(data333)){
const len1 = data333.length;
for(let i1=0; i1<len1; i1++){
let data334 = data333[i1];
if((typeof data334 !== "string") && (data334 !== null)){
const err457 = {instancePath:instancePath+"/singleuser/storage/dynamic/storageAccessModes/" + i1,schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/storageAccessModes/items/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.dynamic.properties.storageAccessModes.items.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err457];
}
else {
vErrors.push(err457);
}
errors++;
}
}
}
else {
const err458 = {instancePath:instancePath+"/singleuser/storage/dynamic/storageAccessModes",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/storageAccessModes/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err458];
}
else {
vErrors.push(err458);
}
errors++;
}
}
if(data331.storageClass !== undefined){
let data335 = data331.storageClass;
if((typeof data335 !== "string") && (data335 !== null)){
const err459 = {instancePath:instancePath+"/singleuser/storage/dynamic/storageClass",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/storageClass/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.dynamic.properties.storageClass.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err459];
}
else {
vErrors.push(err459);
}
errors++;
}
}
if(data331.subPath !== undefined){
let data336 = data331.subPath;
if((typeof data336 !== "string") && (data336 !== null)){
const err460 = {instancePath:instancePath+"/singleuser/storage/dynamic/subPath",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/subPath/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.dynamic.properties.subPath.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err460];
}
else {
vErrors.push(err460);
}
errors++;
}
}
if(data331.volumeNameTemplate !== undefined){
let data337 = data331.volumeNameTemplate;
if((typeof data337 !== "string") && (data337 !== null)){
const err461 = {instancePath:instancePath+"/singleuser/storage/dynamic/volumeNameTemplate",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/properties/volumeNameTemplate/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.dynamic.properties.volumeNameTemplate.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err461];
}
else {
vErrors.push(err461);
}
errors++;
}
}
}
else {
const err462 = {instancePath:instancePath+"/singleuser/storage/dynamic",schemaPath:"#/properties/singleuser/properties/storage/properties/dynamic/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err462];
}
else {
vErrors.push(err462);
}
errors++;
}
}
if(data329.extraLabels !== undefined){
let data338 = data329.extraLabels;
if(data338 && typeof data338 == "object" && !Array.isArray(data338)){
for(const key86 in data338){
if(!(pattern2.test(key86))){
const err463 = {instancePath:instancePath+"/singleuser/storage/extraLabels",schemaPath:"#/properties/singleuser/properties/storage/properties/extraLabels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key86},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err463];
}
else {
vErrors.push(err463);
}
errors++;
}
}
for(const key87 in data338){
if(pattern2.test(key87)){
if(typeof data338[key87] !== "string"){
const err464 = {instancePath:instancePath+"/singleuser/storage/extraLabels/" + key87.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/singleuser/properties/storage/properties/extraLabels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err464];
}
else {
vErrors.push(err464);
}
errors++;
}
}
}
}
else {
const err465 = {instancePath:instancePath+"/singleuser/storage/extraLabels",schemaPath:"#/properties/singleuser/properties/storage/properties/extraLabels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err465];
}
else {
vErrors.push(err465);
}
errors++;
}
}
if(data329.extraVolumeMounts !== undefined){
if(typeof data329.extraVolumeMounts != "object"){
const err466 = {instancePath:instancePath+"/singleuser/storage/extraVolumeMounts",schemaPath:"#/properties/singleuser/properties/storage/properties/extraVolumeMounts/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.extraVolumeMounts.type},message:"must be object,array,null"};
if(vErrors === null){
vErrors = [err466];
}
else {
vErrors.push(err466);
}
errors++;
}
}
if(data329.extraVolumes !== undefined){
if(typeof data329.extraVolumes != "object"){
const err467 = {instancePath:instancePath+"/singleuser/storage/extraVolumes",schemaPath:"#/properties/singleuser/properties/storage/properties/extraVolumes/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.extraVolumes.type},message:"must be object,array,null"};
if(vErrors === null){
vErrors = [err467];
}
else {
vErrors.push(err467);
}
errors++;
}
}
if(data329.homeMountPath !== undefined){
if(typeof data329.homeMountPath !== "string"){
const err468 = {instancePath:instancePath+"/singleuser/storage/homeMountPath",schemaPath:"#/properties/singleuser/properties/storage/properties/homeMountPath/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err468];
}
else {
vErrors.push(err468);
}
errors++;
}
}
if(data329.static !== undefined){
let data343 = data329.static;
if(data343 && typeof data343 == "object" && !Array.isArray(data343)){
for(const key88 in data343){
if(!((key88 === "pvcName") || (key88 === "subPath"))){
const err469 = {instancePath:instancePath+"/singleuser/storage/static",schemaPath:"#/properties/singleuser/properties/storage/properties/static/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key88},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err469];
}
else {
vErrors.push(err469);
}
errors++;
}
}
if(data343.pvcName !== undefined){
let data344 = data343.pvcName;
if((typeof data344 !== "string") && (data344 !== null)){
const err470 = {instancePath:instancePath+"/singleuser/storage/static/pvcName",schemaPath:"#/properties/singleuser/properties/storage/properties/static/properties/pvcName/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.static.properties.pvcName.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err470];
}
else {
vErrors.push(err470);
}
errors++;
}
}
if(data343.subPath !== undefined){
let data345 = data343.subPath;
if((typeof data345 !== "string") && (data345 !== null)){
const err471 = {instancePath:instancePath+"/singleuser/storage/static/subPath",schemaPath:"#/properties/singleuser/properties/storage/properties/static/properties/subPath/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.storage.properties.static.properties.subPath.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err471];
}
else {
vErrors.push(err471);
}
errors++;
}
}
}
else {
const err472 = {instancePath:instancePath+"/singleuser/storage/static",schemaPath:"#/properties/singleuser/properties/storage/properties/static/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err472];
}
else {
vErrors.push(err472);
}
errors++;
}
}
if(data329.type !== undefined){
let data346 = data329.type;
if(!(((data346 === "dynamic") || (data346 === "static")) || (data346 === "none"))){
const err473 = {instancePath:instancePath+"/singleuser/storage/type",schemaPath:"#/properties/singleuser/properties/storage/properties/type/enum",keyword:"enum",params:{allowedValues: schema11.properties.singleuser.properties.storage.properties.type.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err473];
}
else {
vErrors.push(err473);
}
errors++;
}
}
}
else {
const err474 = {instancePath:instancePath+"/singleuser/storage",schemaPath:"#/properties/singleuser/properties/storage/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err474];
}
else {
vErrors.push(err474);
}
errors++;
}
}
if(data254.allowPrivilegeEscalation !== undefined){
let data347 = data254.allowPrivilegeEscalation;
if((typeof data347 !== "boolean") && (data347 !== null)){
const err475 = {instancePath:instancePath+"/singleuser/allowPrivilegeEscalation",schemaPath:"#/properties/singleuser/properties/allowPrivilegeEscalation/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.allowPrivilegeEscalation.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err475];
}
else {
vErrors.push(err475);
}
errors++;
}
}
if(data254.uid !== undefined){
let data348 = data254.uid;
if((!((typeof data348 == "number") && (!(data348 % 1) && !isNaN(data348)))) && (data348 !== null)){
const err476 = {instancePath:instancePath+"/singleuser/uid",schemaPath:"#/properties/singleuser/properties/uid/type",keyword:"type",params:{type: schema11.properties.singleuser.properties.uid.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err476];
}
else {
vErrors.push(err476);
}
errors++;
}
}
}
else {
const err477 = {instancePath:instancePath+"/singleuser",schemaPath:"#/properties/singleuser/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err477];
}
else {
vErrors.push(err477);
}
errors++;
}
}
if(data.scheduling !== undefined){
let data349 = data.scheduling;
if(data349 && typeof data349 == "object" && !Array.isArray(data349)){
for(const key89 in data349){
if(!(((((key89 === "userScheduler") || (key89 === "podPriority")) || (key89 === "userPlaceholder")) || (key89 === "corePods")) || (key89 === "userPods"))){
const err478 = {instancePath:instancePath+"/scheduling",schemaPath:"#/properties/scheduling/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key89},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err478];
}
else {
vErrors.push(err478);
}
errors++;
}
}
if(data349.userScheduler !== undefined){
let data350 = data349.userScheduler;
if(data350 && typeof data350 == "object" && !Array.isArray(data350)){
if(data350.enabled === undefined){
const err479 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err479];
}
else {
vErrors.push(err479);
}
errors++;
}
if(data350.plugins === undefined){
const err480 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/required",keyword:"required",params:{missingProperty: "plugins"},message:"must have required property '"+"plugins"+"'"};
if(vErrors === null){
vErrors = [err480];
}
else {
vErrors.push(err480);
}
errors++;
}
if(data350.pluginConfig === undefined){
const err481 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/required",keyword:"required",params:{missingProperty: "pluginConfig"},message:"must have required property '"+"pluginConfig"+"'"};
if(vErrors === null){
vErrors = [err481];
}
else {
vErrors.push(err481);
}
errors++;
}
if(data350.logLevel === undefined){
const err482 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/required",keyword:"required",params:{missingProperty: "logLevel"},message:"must have required property '"+"logLevel"+"'"};
if(vErrors === null){
vErrors = [err482];
}
else {
vErrors.push(err482);
}
errors++;
}
for(const key90 in data350){
if(!(func2.call(schema11.properties.scheduling.properties.userScheduler.properties, key90))){
const err483 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key90},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err483];
}
else {
vErrors.push(err483);
}
errors++;
}
}
if(data350.enabled !== undefined){
if(typeof data350.enabled !== "boolean"){
const err484 = {instancePath:instancePath+"/scheduling/userScheduler/enabled",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err484];
}
else {
vErrors.push(err484);
}
errors++;
}
}
if(data350.revisionHistoryLimit !== undefined){
let data352 = data350.revisionHistoryLimit;
if((!((typeof data352 == "number") && (!(data352 % 1) && !isNaN(data352)))) && (data352 !== null)){
const err485 = {instancePath:instancePath+"/scheduling/userScheduler/revisionHistoryLimit",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.scheduling.properties.userScheduler.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err485];
}
else {
vErrors.push(err485);
}
errors++;
}
if(typeof data352 == "number"){
if(data352 < 0 || isNaN(data352)){
const err486 = {instancePath:instancePath+"/scheduling/userScheduler/revisionHistoryLimit",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err486];
}
else {
vErrors.push(err486);
}
errors++;
}
}
}
if(data350.replicas !== undefined){
let data353 = data350.replicas;
if(!((typeof data353 == "number") && (!(data353 % 1) && !isNaN(data353)))){
const err487 = {instancePath:instancePath+"/scheduling/userScheduler/replicas",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/replicas/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err487];
}
else {
vErrors.push(err487);
}
errors++;
}
}
if(data350.image !== undefined){
let data354 = data350.image;
if(data354 && typeof data354 == "object" && !Array.isArray(data354)){
if(data354.name === undefined){
const err488 = {instancePath:instancePath+"/scheduling/userScheduler/image",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err488];
}
else {
vErrors.push(err488);
}
errors++;
}
if(data354.tag === undefined){
const err489 = {instancePath:instancePath+"/scheduling/userScheduler/image",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err489];
}
else {
vErrors.push(err489);
}
errors++;
}
for(const key91 in data354){
if(!((((key91 === "name") || (key91 === "tag")) || (key91 === "pullPolicy")) || (key91 === "pullSecrets"))){
const err490 = {instancePath:instancePath+"/scheduling/userScheduler/image",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key91},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err490];
}
else {
vErrors.push(err490);
}
errors++;
}
}
if(data354.name !== undefined){
if(typeof data354.name !== "string"){
const err491 = {instancePath:instancePath+"/scheduling/userScheduler/image/name",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err491];
}
else {
vErrors.push(err491);
}
errors++;
}
}
if(data354.tag !== undefined){
if(typeof data354.tag !== "string"){
const err492 = {instancePath:instancePath+"/scheduling/userScheduler/image/tag",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err492];
}
else {
vErrors.push(err492);
}
errors++;
}
}
if(data354.pullPolicy !== undefined){
let data357 = data354.pullPolicy;
if(!(((((data357 === null) || (data357 === "")) || (data357 === "IfNotPresent")) || (data357 === "Always")) || (data357 === "Never"))){
const err493 = {instancePath:instancePath+"/scheduling/userScheduler/image/pullPolicy",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.scheduling.properties.userScheduler.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err493];
}
else {
vErrors.push(err493);
}
errors++;
}
}
if(data354.pullSecrets !== undefined){
if(!(Array.isArray(data354.pullSecrets))){
const err494 = {instancePath:instancePath+"/scheduling/userScheduler/image/pullSecrets",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err494];
}
else {
vErrors.push(err494);
}
errors++;
}
}
}
else {
const err495 = {instancePath:instancePath+"/scheduling/userScheduler/image",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err495];
}
else {
vErrors.push(err495);
}
errors++;
}
}
if(data350.pdb !== undefined){
let data359 = data350.pdb;
if(data359 && typeof data359 == "object" && !Array.isArray(data359)){
for(const key92 in data359){
if(!(((key92 === "enabled") || (key92 === "maxUnavailable")) || (key92 === "minAvailable"))){
const err496 = {instancePath:instancePath+"/scheduling/userScheduler/pdb",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pdb/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key92},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err496];
}
else {
vErrors.push(err496);
}
errors++;
}
}
if(data359.enabled !== undefined){
if(typeof data359.enabled !== "boolean"){
const err497 = {instancePath:instancePath+"/scheduling/userScheduler/pdb/enabled",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pdb/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err497];
}
else {
vErrors.push(err497);
}
errors++;
}
}
if(data359.maxUnavailable !== undefined){
let data361 = data359.maxUnavailable;
if((!((typeof data361 == "number") && (!(data361 % 1) && !isNaN(data361)))) && (data361 !== null)){
const err498 = {instancePath:instancePath+"/scheduling/userScheduler/pdb/maxUnavailable",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pdb/properties/maxUnavailable/type",keyword:"type",params:{type: schema11.properties.scheduling.properties.userScheduler.properties.pdb.properties.maxUnavailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err498];
}
else {
vErrors.push(err498);
}
errors++;
}
}
if(data359.minAvailable !== undefined){
let data362 = data359.minAvailable;
if((!((typeof data362 == "number") && (!(data362 % 1) && !isNaN(data362)))) && (data362 !== null)){
const err499 = {instancePath:instancePath+"/scheduling/userScheduler/pdb/minAvailable",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pdb/properties/minAvailable/type",keyword:"type",params:{type: schema11.properties.scheduling.properties.userScheduler.properties.pdb.properties.minAvailable.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err499];
}
else {
vErrors.push(err499);
}
errors++;
}
}
}
else {
const err500 = {instancePath:instancePath+"/scheduling/userScheduler/pdb",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pdb/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err500];
}
else {
vErrors.push(err500);
}
errors++;
}
}
if(data350.nodeSelector !== undefined){
let data363 = data350.nodeSelector;
if(data363 && typeof data363 == "object" && !Array.isArray(data363)){
}
else {
const err501 = {instancePath:instancePath+"/scheduling/userScheduler/nodeSelector",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err501];
}
else {
vErrors.push(err501);
}
errors++;
}
}
if(data350.tolerations !== undefined){
if(!(Array.isArray(data350.tolerations))){
const err502 = {instancePath:instancePath+"/scheduling/userScheduler/tolerations",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err502];
}
else {
vErrors.push(err502);
}
errors++;
}
}
if(data350.labels !== undefined){
let data365 = data350.labels;
if(data365 && typeof data365 == "object" && !Array.isArray(data365)){
for(const key93 in data365){
if(!(pattern2.test(key93))){
const err503 = {instancePath:instancePath+"/scheduling/userScheduler/labels",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key93},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err503];
}
else {
vErrors.push(err503);
}
errors++;
}
}
for(const key94 in data365){
if(pattern2.test(key94)){
if(typeof data365[key94] !== "string"){
const err504 = {instancePath:instancePath+"/scheduling/userScheduler/labels/" + key94.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/scheduling/properties/userScheduler/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err504];
}
else {
vErrors.push(err504);
}
errors++;
}
}
}
}
else {
const err505 = {instancePath:instancePath+"/scheduling/userScheduler/labels",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err505];
}
else {
vErrors.push(err505);
}
errors++;
}
}
if(data350.annotations !== undefined){
let data367 = data350.annotations;
if(data367 && typeof data367 == "object" && !Array.isArray(data367)){
for(const key95 in data367){
if(!(pattern2.test(key95))){
const err506 = {instancePath:instancePath+"/scheduling/userScheduler/annotations",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key95},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err506];
}
else {
vErrors.push(err506);
}
errors++;
}
}
for(const key96 in data367){
if(pattern2.test(key96)){
if(typeof data367[key96] !== "string"){
const err507 = {instancePath:instancePath+"/scheduling/userScheduler/annotations/" + key96.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/scheduling/properties/userScheduler/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err507];
}
else {
vErrors.push(err507);
}
errors++;
}
}
}
}
else {
const err508 = {instancePath:instancePath+"/scheduling/userScheduler/annotations",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err508];
}
else {
vErrors.push(err508);
}
errors++;
}
}
if(data350.containerSecurityContext !== undefined){
let data369 = data350.containerSecurityContext;
if(data369 && typeof data369 == "object" && !Array.isArray(data369)){
}
else {
const err509 = {instancePath:instancePath+"/scheduling/userScheduler/containerSecurityContext",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err509];
}
else {
vErrors.push(err509);
}
errors++;
}
}
if(data350.logLevel !== undefined){
let data370 = data350.logLevel;
if(!((typeof data370 == "number") && (!(data370 % 1) && !isNaN(data370)))){
const err510 = {instancePath:instancePath+"/scheduling/userScheduler/logLevel",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/logLevel/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err510];
}
else {
vErrors.push(err510);
}
errors++;
}
}
if(data350.plugins !== undefined){
let data371 = data350.plugins;
if(data371 && typeof data371 == "object" && !Array.isArray(data371)){
}
else {
const err511 = {instancePath:instancePath+"/scheduling/userScheduler/plugins",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/plugins/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err511];
}
else {
vErrors.push(err511);
}
errors++;
}
}
if(data350.pluginConfig !== undefined){
if(!(Array.isArray(data350.pluginConfig))){
const err512 = {instancePath:instancePath+"/scheduling/userScheduler/pluginConfig",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/pluginConfig/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err512];
}
else {
vErrors.push(err512);
}
errors++;
}
}
if(data350.resources !== undefined){
let data373 = data350.resources;
if(data373 && typeof data373 == "object" && !Array.isArray(data373)){
}
else {
const err513 = {instancePath:instancePath+"/scheduling/userScheduler/resources",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err513];
}
else {
vErrors.push(err513);
}
errors++;
}
}
if(data350.serviceAccount !== undefined){
let data374 = data350.serviceAccount;
if(data374 && typeof data374 == "object" && !Array.isArray(data374)){
if(data374.create === undefined){
const err514 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err514];
}
else {
vErrors.push(err514);
}
errors++;
}
for(const key97 in data374){
if(!(((key97 === "create") || (key97 === "name")) || (key97 === "annotations"))){
const err515 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key97},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err515];
}
else {
vErrors.push(err515);
}
errors++;
}
}
if(data374.create !== undefined){
if(typeof data374.create !== "boolean"){
const err516 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount/create",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err516];
}
else {
vErrors.push(err516);
}
errors++;
}
}
if(data374.name !== undefined){
let data376 = data374.name;
if((typeof data376 !== "string") && (data376 !== null)){
const err517 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount/name",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/properties/name/type",keyword:"type",params:{type: schema11.properties.scheduling.properties.userScheduler.properties.serviceAccount.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err517];
}
else {
vErrors.push(err517);
}
errors++;
}
}
if(data374.annotations !== undefined){
let data377 = data374.annotations;
if(data377 && typeof data377 == "object" && !Array.isArray(data377)){
for(const key98 in data377){
if(!(pattern2.test(key98))){
const err518 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount/annotations",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key98},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err518];
}
else {
vErrors.push(err518);
}
errors++;
}
}
for(const key99 in data377){
if(pattern2.test(key99)){
if(typeof data377[key99] !== "string"){
const err519 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount/annotations/" + key99.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err519];
}
else {
vErrors.push(err519);
}
errors++;
}
}
}
}
else {
const err520 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount/annotations",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err520];
}
else {
vErrors.push(err520);
}
errors++;
}
}
}
else {
const err521 = {instancePath:instancePath+"/scheduling/userScheduler/serviceAccount",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/serviceAccount/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err521];
}
else {
vErrors.push(err521);
}
errors++;
}
}
if(data350.extraPodSpec !== undefined){
let data379 = data350.extraPodSpec;
if(data379 && typeof data379 == "object" && !Array.isArray(data379)){
}
else {
const err522 = {instancePath:instancePath+"/scheduling/userScheduler/extraPodSpec",schemaPath:"#/properties/scheduling/properties/userScheduler/properties/extraPodSpec/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err522];
}
else {
vErrors.push(err522);
}
errors++;
}
}
}
else {
const err523 = {instancePath:instancePath+"/scheduling/userScheduler",schemaPath:"#/properties/scheduling/properties/userScheduler/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err523];
}
else {
vErrors.push(err523);
}
errors++;
}
}
if(data349.podPriority !== undefined){
let data380 = data349.podPriority;
if(data380 && typeof data380 == "object" && !Array.isArray(data380)){
for(const key100 in data380){
if(!(((((key100 === "enabled") || (key100 === "globalDefault")) || (key100 === "defaultPriority")) || (key100 === "imagePullerPriority")) || (key100 === "userPlaceholderPriority"))){
const err524 = {instancePath:instancePath+"/scheduling/podPriority",schemaPath:"#/properties/scheduling/properties/podPriority/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key100},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err524];
}
else {
vErrors.push(err524);
}
errors++;
}
}
if(data380.enabled !== undefined){
if(typeof data380.enabled !== "boolean"){
const err525 = {instancePath:instancePath+"/scheduling/podPriority/enabled",schemaPath:"#/properties/scheduling/properties/podPriority/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err525];
}
else {
vErrors.push(err525);
}
errors++;
}
}
if(data380.globalDefault !== undefined){
if(typeof data380.globalDefault !== "boolean"){
const err526 = {instancePath:instancePath+"/scheduling/podPriority/globalDefault",schemaPath:"#/properties/scheduling/properties/podPriority/properties/globalDefault/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err526];
}
else {
vErrors.push(err526);
}
errors++;
}
}
if(data380.defaultPriority !== undefined){
let data383 = data380.defaultPriority;
if(!((typeof data383 == "number") && (!(data383 % 1) && !isNaN(data383)))){
const err527 = {instancePath:instancePath+"/scheduling/podPriority/defaultPriority",schemaPath:"#/properties/scheduling/properties/podPriority/properties/defaultPriority/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err527];
}
else {
vErrors.push(err527);
}
errors++;
}
}
if(data380.imagePullerPriority !== undefined){
let data384 = data380.imagePullerPriority;
if(!((typeof data384 == "number") && (!(data384 % 1) && !isNaN(data384)))){
const err528 = {instancePath:instancePath+"/scheduling/podPriority/imagePullerPriority",schemaPath:"#/properties/scheduling/properties/podPriority/properties/imagePullerPriority/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err528];
}
else {
vErrors.push(err528);
}
errors++;
}
}
if(data380.userPlaceholderPriority !== undefined){
let data385 = data380.userPlaceholderPriority;
if(!((typeof data385 == "number") && (!(data385 % 1) && !isNaN(data385)))){
const err529 = {instancePath:instancePath+"/scheduling/podPriority/userPlaceholderPriority",schemaPath:"#/properties/scheduling/properties/podPriority/properties/userPlaceholderPriority/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err529];
}
else {
vErrors.push(err529);
}
errors++;
}
}
}
else {
const err530 = {instancePath:instancePath+"/scheduling/podPriority",schemaPath:"#/properties/scheduling/properties/podPriority/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err530];
}
else {
vErrors.push(err530);
}
errors++;
}
}
if(data349.userPlaceholder !== undefined){
let data386 = data349.userPlaceholder;
if(data386 && typeof data386 == "object" && !Array.isArray(data386)){
for(const key101 in data386){
if(!(func2.call(schema11.properties.scheduling.properties.userPlaceholder.properties, key101))){
const err531 = {instancePath:instancePath+"/scheduling/userPlaceholder",schemaPath:"#/properties/scheduling/properties/userPlaceholder/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key101},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err531];
}
else {
vErrors.push(err531);
}
errors++;
}
}
if(data386.enabled !== undefined){
if(typeof data386.enabled !== "boolean"){
const err532 = {instancePath:instancePath+"/scheduling/userPlaceholder/enabled",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err532];
}
else {
vErrors.push(err532);
}
errors++;
}
}
if(data386.image !== undefined){
let data388 = data386.image;
if(data388 && typeof data388 == "object" && !Array.isArray(data388)){
if(data388.name === undefined){
const err533 = {instancePath:instancePath+"/scheduling/userPlaceholder/image",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err533];
}
else {
vErrors.push(err533);
}
errors++;
}
if(data388.tag === undefined){
const err534 = {instancePath:instancePath+"/scheduling/userPlaceholder/image",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err534];
}
else {
vErrors.push(err534);
}
errors++;
}
for(const key102 in data388){
if(!((((key102 === "name") || (key102 === "tag")) || (key102 === "pullPolicy")) || (key102 === "pullSecrets"))){
const err535 = {instancePath:instancePath+"/scheduling/userPlaceholder/image",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key102},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err535];
}
else {
vErrors.push(err535);
}
errors++;
}
}
if(data388.name !== undefined){
if(typeof data388.name !== "string"){
const err536 = {instancePath:instancePath+"/scheduling/userPlaceholder/image/name",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err536];
}
else {
vErrors.push(err536);
}
errors++;
}
}
if(data388.tag !== undefined){
if(typeof data388.tag !== "string"){
const err537 = {instancePath:instancePath+"/scheduling/userPlaceholder/image/tag",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err537];
}
else {
vErrors.push(err537);
}
errors++;
}
}
if(data388.pullPolicy !== undefined){
let data391 = data388.pullPolicy;
if(!(((((data391 === null) || (data391 === "")) || (data391 === "IfNotPresent")) || (data391 === "Always")) || (data391 === "Never"))){
const err538 = {instancePath:instancePath+"/scheduling/userPlaceholder/image/pullPolicy",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.scheduling.properties.userPlaceholder.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err538];
}
else {
vErrors.push(err538);
}
errors++;
}
}
if(data388.pullSecrets !== undefined){
if(!(Array.isArray(data388.pullSecrets))){
const err539 = {instancePath:instancePath+"/scheduling/userPlaceholder/image/pullSecrets",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err539];
}
else {
vErrors.push(err539);
}
errors++;
}
}
}
else {
const err540 = {instancePath:instancePath+"/scheduling/userPlaceholder/image",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err540];
}
else {
vErrors.push(err540);
}
errors++;
}
}
if(data386.revisionHistoryLimit !== undefined){
let data393 = data386.revisionHistoryLimit;
if((!((typeof data393 == "number") && (!(data393 % 1) && !isNaN(data393)))) && (data393 !== null)){
const err541 = {instancePath:instancePath+"/scheduling/userPlaceholder/revisionHistoryLimit",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.scheduling.properties.userPlaceholder.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err541];
}
else {
vErrors.push(err541);
}
errors++;
}
if(typeof data393 == "number"){
if(data393 < 0 || isNaN(data393)){
const err542 = {instancePath:instancePath+"/scheduling/userPlaceholder/revisionHistoryLimit",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err542];
}
else {
vErrors.push(err542);
}
errors++;
}
}
}
if(data386.replicas !== undefined){
let data394 = data386.replicas;
if(!((typeof data394 == "number") && (!(data394 % 1) && !isNaN(data394)))){
const err543 = {instancePath:instancePath+"/scheduling/userPlaceholder/replicas",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/replicas/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err543];
}
else {
vErrors.push(err543);
}
errors++;
}
}
if(data386.labels !== undefined){
let data395 = data386.labels;
if(data395 && typeof data395 == "object" && !Array.isArray(data395)){
for(const key103 in data395){
if(!(pattern2.test(key103))){
const err544 = {instancePath:instancePath+"/scheduling/userPlaceholder/labels",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key103},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err544];
}
else {
vErrors.push(err544);
}
errors++;
}
}
for(const key104 in data395){
if(pattern2.test(key104)){
if(typeof data395[key104] !== "string"){
const err545 = {instancePath:instancePath+"/scheduling/userPlaceholder/labels/" + key104.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err545];
}
else {
vErrors.push(err545);
}
errors++;
}
}
}
}
else {
const err546 = {instancePath:instancePath+"/scheduling/userPlaceholder/labels",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err546];
}
else {
vErrors.push(err546);
}
errors++;
}
}
if(data386.annotations !== undefined){
let data397 = data386.annotations;
if(data397 && typeof data397 == "object" && !Array.isArray(data397)){
for(const key105 in data397){
if(!(pattern2.test(key105))){
const err547 = {instancePath:instancePath+"/scheduling/userPlaceholder/annotations",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key105},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err547];
}
else {
vErrors.push(err547);
}
errors++;
}
}
for(const key106 in data397){
if(pattern2.test(key106)){
if(typeof data397[key106] !== "string"){
const err548 = {instancePath:instancePath+"/scheduling/userPlaceholder/annotations/" + key106.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err548];
}
else {
vErrors.push(err548);
}
errors++;
}
}
}
}
else {
const err549 = {instancePath:instancePath+"/scheduling/userPlaceholder/annotations",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err549];
}
else {
vErrors.push(err549);
}
errors++;
}
}
if(data386.resources !== undefined){
let data399 = data386.resources;
if(data399 && typeof data399 == "object" && !Array.isArray(data399)){
}
else {
const err550 = {instancePath:instancePath+"/scheduling/userPlaceholder/resources",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err550];
}
else {
vErrors.push(err550);
}
errors++;
}
}
if(data386.containerSecurityContext !== undefined){
let data400 = data386.containerSecurityContext;
if(data400 && typeof data400 == "object" && !Array.isArray(data400)){
}
else {
const err551 = {instancePath:instancePath+"/scheduling/userPlaceholder/containerSecurityContext",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err551];
}
else {
vErrors.push(err551);
}
errors++;
}
}
if(data386.extraPodSpec !== undefined){
let data401 = data386.extraPodSpec;
if(data401 && typeof data401 == "object" && !Array.isArray(data401)){
}
else {
const err552 = {instancePath:instancePath+"/scheduling/userPlaceholder/extraPodSpec",schemaPath:"#/properties/scheduling/properties/userPlaceholder/properties/extraPodSpec/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err552];
}
else {
vErrors.push(err552);
}
errors++;
}
}
}
else {
const err553 = {instancePath:instancePath+"/scheduling/userPlaceholder",schemaPath:"#/properties/scheduling/properties/userPlaceholder/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err553];
}
else {
vErrors.push(err553);
}
errors++;
}
}
if(data349.corePods !== undefined){
let data402 = data349.corePods;
if(data402 && typeof data402 == "object" && !Array.isArray(data402)){
for(const key107 in data402){
if(!((key107 === "tolerations") || (key107 === "nodeAffinity"))){
const err554 = {instancePath:instancePath+"/scheduling/corePods",schemaPath:"#/properties/scheduling/properties/corePods/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key107},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err554];
}
else {
vErrors.push(err554);
}
errors++;
}
}
if(data402.tolerations !== undefined){
if(!(Array.isArray(data402.tolerations))){
const err555 = {instancePath:instancePath+"/scheduling/corePods/tolerations",schemaPath:"#/properties/scheduling/properties/corePods/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err555];
}
else {
vErrors.push(err555);
}
errors++;
}
}
if(data402.nodeAffinity !== undefined){
let data404 = data402.nodeAffinity;
if(data404 && typeof data404 == "object" && !Array.isArray(data404)){
for(const key108 in data404){
if(!(key108 === "matchNodePurpose")){
const err556 = {instancePath:instancePath+"/scheduling/corePods/nodeAffinity",schemaPath:"#/properties/scheduling/properties/corePods/properties/nodeAffinity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key108},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err556];
}
else {
vErrors.push(err556);
}
errors++;
}
}
if(data404.matchNodePurpose !== undefined){
let data405 = data404.matchNodePurpose;
if(!(((data405 === "ignore") || (data405 === "prefer")) || (data405 === "require"))){
const err557 = {instancePath:instancePath+"/scheduling/corePods/nodeAffinity/matchNodePurpose",schemaPath:"#/properties/scheduling/properties/corePods/properties/nodeAffinity/properties/matchNodePurpose/enum",keyword:"enum",params:{allowedValues: schema11.properties.scheduling.properties.corePods.properties.nodeAffinity.properties.matchNodePurpose.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err557];
}
else {
vErrors.push(err557);
}
errors++;
}
}
}
else {
const err558 = {instancePath:instancePath+"/scheduling/corePods/nodeAffinity",schemaPath:"#/properties/scheduling/properties/corePods/properties/nodeAffinity/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err558];
}
else {
vErrors.push(err558);
}
errors++;
}
}
}
else {
const err559 = {instancePath:instancePath+"/scheduling/corePods",schemaPath:"#/properties/scheduling/properties/corePods/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err559];
}
else {
vErrors.push(err559);
}
errors++;
}
}
if(data349.userPods !== undefined){
let data406 = data349.userPods;
if(data406 && typeof data406 == "object" && !Array.isArray(data406)){
for(const key109 in data406){
if(!((key109 === "tolerations") || (key109 === "nodeAffinity"))){
const err560 = {instancePath:instancePath+"/scheduling/userPods",schemaPath:"#/properties/scheduling/properties/userPods/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key109},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err560];
}
else {
vErrors.push(err560);
}
errors++;
}
}
if(data406.tolerations !== undefined){
if(!(Array.isArray(data406.tolerations))){
const err561 = {instancePath:instancePath+"/scheduling/userPods/tolerations",schemaPath:"#/properties/scheduling/properties/userPods/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err561];
}
else {
vErrors.push(err561);
}
errors++;
}
}
if(data406.nodeAffinity !== undefined){
let data408 = data406.nodeAffinity;
if(data408 && typeof data408 == "object" && !Array.isArray(data408)){
for(const key110 in data408){
if(!(key110 === "matchNodePurpose")){
const err562 = {instancePath:instancePath+"/scheduling/userPods/nodeAffinity",schemaPath:"#/properties/scheduling/properties/userPods/properties/nodeAffinity/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key110},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err562];
}
else {
vErrors.push(err562);
}
errors++;
}
}
if(data408.matchNodePurpose !== undefined){
let data409 = data408.matchNodePurpose;
if(!(((data409 === "ignore") || (data409 === "prefer")) || (data409 === "require"))){
const err563 = {instancePath:instancePath+"/scheduling/userPods/nodeAffinity/matchNodePurpose",schemaPath:"#/properties/scheduling/properties/userPods/properties/nodeAffinity/properties/matchNodePurpose/enum",keyword:"enum",params:{allowedValues: schema11.properties.scheduling.properties.userPods.properties.nodeAffinity.properties.matchNodePurpose.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err563];
}
else {
vErrors.push(err563);
}
errors++;
}
}
}
else {
const err564 = {instancePath:instancePath+"/scheduling/userPods/nodeAffinity",schemaPath:"#/properties/scheduling/properties/userPods/properties/nodeAffinity/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err564];
}
else {
vErrors.push(err564);
}
errors++;
}
}
}
else {
const err565 = {instancePath:instancePath+"/scheduling/userPods",schemaPath:"#/properties/scheduling/properties/userPods/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err565];
}
else {
vErrors.push(err565);
}
errors++;
}
}
}
else {
const err566 = {instancePath:instancePath+"/scheduling",schemaPath:"#/properties/scheduling/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err566];
}
else {
vErrors.push(err566);
}
errors++;
}
}
if(data.ingress !== undefined){
let data410 = data.ingress;
if(data410 && typeof data410 == "object" && !Array.isArray(data410)){
if(data410.enabled === undefined){
const err567 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err567];
}
else {
vErrors.push(err567);
}
errors++;
}
for(const key111 in data410){
if(!((((((((key111 === "enabled") || (key111 === "annotations")) || (key111 === "ingressClassName")) || (key111 === "hosts")) || (key111 === "pathSuffix")) || (key111 === "pathType")) || (key111 === "tls")) || (key111 === "extraPaths"))){
const err568 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key111},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err568];
}
else {
vErrors.push(err568);
}
errors++;
}
}
if(data410.enabled !== undefined){
if(typeof data410.enabled !== "boolean"){
const err569 = {instancePath:instancePath+"/ingress/enabled",schemaPath:"#/properties/ingress/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err569];
}
else {
vErrors.push(err569);
}
errors++;
}
}
if(data410.annotations !== undefined){
let data412 = data410.annotations;
if(data412 && typeof data412 == "object" && !Array.isArray(data412)){
for(const key112 in data412){
if(!(pattern2.test(key112))){
const err570 = {instancePath:instancePath+"/ingress/annotations",schemaPath:"#/properties/ingress/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key112},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err570];
}
else {
vErrors.push(err570);
}
errors++;
}
}
for(const key113 in data412){
if(pattern2.test(key113)){
if(typeof data412[key113] !== "string"){
const err571 = {instancePath:instancePath+"/ingress/annotations/" + key113.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ingress/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err571];
}
else {
vErrors.push(err571);
}
errors++;
}
}
}
}
else {
const err572 = {instancePath:instancePath+"/ingress/annotations",schemaPath:"#/properties/ingress/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err572];
}
else {
vErrors.push(err572);
}
errors++;
}
}
if(data410.ingressClassName !== undefined){
let data414 = data410.ingressClassName;
if((typeof data414 !== "string") && (data414 !== null)){
const err573 = {instancePath:instancePath+"/ingress/ingressClassName",schemaPath:"#/properties/ingress/properties/ingressClassName/type",keyword:"type",params:{type: schema11.properties.ingress.properties.ingressClassName.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err573];
}
else {
vErrors.push(err573);
}
errors++;
}
}
if(data410.hosts !== undefined){
if(!(Array.isArray(data410.hosts))){
const err574 = {instancePath:instancePath+"/ingress/hosts",schemaPath:"#/properties/ingress/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err574];
}
else {
vErrors.push(err574);
}
errors++;
}
}
if(data410.pathSuffix !== undefined){
let data416 = data410.pathSuffix;
if((typeof data416 !== "string") && (data416 !== null)){
const err575 = {instancePath:instancePath+"/ingress/pathSuffix",schemaPath:"#/properties/ingress/properties/pathSuffix/type",keyword:"type",params:{type: schema11.properties.ingress.properties.pathSuffix.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err575];
}
else {
vErrors.push(err575);
}
errors++;
}
}
if(data410.pathType !== undefined){
let data417 = data410.pathType;
if(!(((data417 === "Prefix") || (data417 === "Exact")) || (data417 === "ImplementationSpecific"))){
const err576 = {instancePath:instancePath+"/ingress/pathType",schemaPath:"#/properties/ingress/properties/pathType/enum",keyword:"enum",params:{allowedValues: schema11.properties.ingress.properties.pathType.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err576];
}
else {
vErrors.push(err576);
}
errors++;
}
}
if(data410.tls !== undefined){
if(!(Array.isArray(data410.tls))){
const err577 = {instancePath:instancePath+"/ingress/tls",schemaPath:"#/properties/ingress/properties/tls/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err577];
}
else {
vErrors.push(err577);
}
errors++;
}
}
if(data410.extraPaths !== undefined){
if(!(Array.isArray(data410.extraPaths))){
const err578 = {instancePath:instancePath+"/ingress/extraPaths",schemaPath:"#/properties/ingress/properties/extraPaths/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err578];
}
else {
vErrors.push(err578);
}
errors++;
}
}
}
else {
const err579 = {instancePath:instancePath+"/ingress",schemaPath:"#/properties/ingress/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err579];
}
else {
vErrors.push(err579);
}
errors++;
}
}
if(data.httpRoute !== undefined){
let data420 = data.httpRoute;
if(data420 && typeof data420 == "object" && !Array.isArray(data420)){
if(data420.enabled === undefined){
const err580 = {instancePath:instancePath+"/httpRoute",schemaPath:"#/properties/httpRoute/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err580];
}
else {
vErrors.push(err580);
}
errors++;
}
for(const key114 in data420){
if(!((((key114 === "enabled") || (key114 === "annotations")) || (key114 === "hostnames")) || (key114 === "gateway"))){
const err581 = {instancePath:instancePath+"/httpRoute",schemaPath:"#/properties/httpRoute/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key114},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err581];
}
else {
vErrors.push(err581);
}
errors++;
}
}
if(data420.enabled !== undefined){
if(typeof data420.enabled !== "boolean"){
const err582 = {instancePath:instancePath+"/httpRoute/enabled",schemaPath:"#/properties/httpRoute/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err582];
}
else {
vErrors.push(err582);
}
errors++;
}
}
if(data420.annotations !== undefined){
let data422 = data420.annotations;
if(data422 && typeof data422 == "object" && !Array.isArray(data422)){
for(const key115 in data422){
if(!(pattern2.test(key115))){
const err583 = {instancePath:instancePath+"/httpRoute/annotations",schemaPath:"#/properties/httpRoute/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key115},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err583];
}
else {
vErrors.push(err583);
}
errors++;
}
}
for(const key116 in data422){
if(pattern2.test(key116)){
if(typeof data422[key116] !== "string"){
const err584 = {instancePath:instancePath+"/httpRoute/annotations/" + key116.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/httpRoute/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err584];
}
else {
vErrors.push(err584);
}
errors++;
}
}
}
}
else {
const err585 = {instancePath:instancePath+"/httpRoute/annotations",schemaPath:"#/properties/httpRoute/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err585];
}
else {
vErrors.push(err585);
}
errors++;
}
}
if(data420.hostnames !== undefined){
if(!(Array.isArray(data420.hostnames))){
const err586 = {instancePath:instancePath+"/httpRoute/hostnames",schemaPath:"#/properties/httpRoute/properties/hostnames/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err586];
}
else {
vErrors.push(err586);
}
errors++;
}
}
if(data420.gateway !== undefined){
let data425 = data420.gateway;
if(data425 && typeof data425 == "object" && !Array.isArray(data425)){
if(data425.name === undefined){
const err587 = {instancePath:instancePath+"/httpRoute/gateway",schemaPath:"#/properties/httpRoute/properties/gateway/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err587];
}
else {
vErrors.push(err587);
}
errors++;
}
for(const key117 in data425){
if(!(((key117 === "name") || (key117 === "namespace")) || (key117 === "sectionName"))){
const err588 = {instancePath:instancePath+"/httpRoute/gateway",schemaPath:"#/properties/httpRoute/properties/gateway/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key117},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err588];
}
else {
vErrors.push(err588);
}
errors++;
}
}
if(data425.name !== undefined){
if(typeof data425.name !== "string"){
const err589 = {instancePath:instancePath+"/httpRoute/gateway/name",schemaPath:"#/properties/httpRoute/properties/gateway/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err589];
}
else {
vErrors.push(err589);
}
errors++;
}
}
if(data425.namespace !== undefined){
if(typeof data425.namespace !== "string"){
const err590 = {instancePath:instancePath+"/httpRoute/gateway/namespace",schemaPath:"#/properties/httpRoute/properties/gateway/properties/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err590];
}
else {
vErrors.push(err590);
}
errors++;
}
}
if(data425.sectionName !== undefined){
if(typeof data425.sectionName !== "string"){
const err591 = {instancePath:instancePath+"/httpRoute/gateway/sectionName",schemaPath:"#/properties/httpRoute/properties/gateway/properties/sectionName/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err591];
}
else {
vErrors.push(err591);
}
errors++;
}
}
}
else {
const err592 = {instancePath:instancePath+"/httpRoute/gateway",schemaPath:"#/properties/httpRoute/properties/gateway/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err592];
}
else {
vErrors.push(err592);
}
errors++;
}
}
}
else {
const err593 = {instancePath:instancePath+"/httpRoute",schemaPath:"#/properties/httpRoute/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err593];
}
else {
vErrors.push(err593);
}
errors++;
}
}
if(data.prePuller !== undefined){
let data429 = data.prePuller;
if(data429 && typeof data429 == "object" && !Array.isArray(data429)){
if(data429.hook === undefined){
const err594 = {instancePath:instancePath+"/prePuller",schemaPath:"#/properties/prePuller/required",keyword:"required",params:{missingProperty: "hook"},message:"must have required property '"+"hook"+"'"};
if(vErrors === null){
vErrors = [err594];
}
else {
vErrors.push(err594);
}
errors++;
}
if(data429.continuous === undefined){
const err595 = {instancePath:instancePath+"/prePuller",schemaPath:"#/properties/prePuller/required",keyword:"required",params:{missingProperty: "continuous"},message:"must have required property '"+"continuous"+"'"};
if(vErrors === null){
vErrors = [err595];
}
else {
vErrors.push(err595);
}
errors++;
}
for(const key118 in data429){
if(!(func2.call(schema11.properties.prePuller.properties, key118))){
const err596 = {instancePath:instancePath+"/prePuller",schemaPath:"#/properties/prePuller/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key118},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err596];
}
else {
vErrors.push(err596);
}
errors++;
}
}
if(data429.revisionHistoryLimit !== undefined){
let data430 = data429.revisionHistoryLimit;
if((!((typeof data430 == "number") && (!(data430 % 1) && !isNaN(data430)))) && (data430 !== null)){
const err597 = {instancePath:instancePath+"/prePuller/revisionHistoryLimit",schemaPath:"#/properties/prePuller/properties/revisionHistoryLimit/type",keyword:"type",params:{type: schema11.properties.prePuller.properties.revisionHistoryLimit.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err597];
}
else {
vErrors.push(err597);
}
errors++;
}
if(typeof data430 == "number"){
if(data430 < 0 || isNaN(data430)){
const err598 = {instancePath:instancePath+"/prePuller/revisionHistoryLimit",schemaPath:"#/properties/prePuller/properties/revisionHistoryLimit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err598];
}
else {
vErrors.push(err598);
}
errors++;
}
}
}
if(data429.labels !== undefined){
let data431 = data429.labels;
if(data431 && typeof data431 == "object" && !Array.isArray(data431)){
for(const key119 in data431){
if(!(pattern2.test(key119))){
const err599 = {instancePath:instancePath+"/prePuller/labels",schemaPath:"#/properties/prePuller/properties/labels/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key119},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err599];
}
else {
vErrors.push(err599);
}
errors++;
}
}
for(const key120 in data431){
if(pattern2.test(key120)){
if(typeof data431[key120] !== "string"){
const err600 = {instancePath:instancePath+"/prePuller/labels/" + key120.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/labels/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err600];
}
else {
vErrors.push(err600);
}
errors++;
}
}
}
}
else {
const err601 = {instancePath:instancePath+"/prePuller/labels",schemaPath:"#/properties/prePuller/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err601];
}
else {
vErrors.push(err601);
}
errors++;
}
}
if(data429.annotations !== undefined){
let data433 = data429.annotations;
if(data433 && typeof data433 == "object" && !Array.isArray(data433)){
for(const key121 in data433){
if(!(pattern2.test(key121))){
const err602 = {instancePath:instancePath+"/prePuller/annotations",schemaPath:"#/properties/prePuller/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key121},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err602];
}
else {
vErrors.push(err602);
}
errors++;
}
}
for(const key122 in data433){
if(pattern2.test(key122)){
if(typeof data433[key122] !== "string"){
const err603 = {instancePath:instancePath+"/prePuller/annotations/" + key122.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err603];
}
else {
vErrors.push(err603);
}
errors++;
}
}
}
}
else {
const err604 = {instancePath:instancePath+"/prePuller/annotations",schemaPath:"#/properties/prePuller/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err604];
}
else {
vErrors.push(err604);
}
errors++;
}
}
if(data429.resources !== undefined){
let data435 = data429.resources;
if(data435 && typeof data435 == "object" && !Array.isArray(data435)){
}
else {
const err605 = {instancePath:instancePath+"/prePuller/resources",schemaPath:"#/properties/prePuller/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err605];
}
else {
vErrors.push(err605);
}
errors++;
}
}
if(data429.extraTolerations !== undefined){
if(!(Array.isArray(data429.extraTolerations))){
const err606 = {instancePath:instancePath+"/prePuller/extraTolerations",schemaPath:"#/properties/prePuller/properties/extraTolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err606];
}
else {
vErrors.push(err606);
}
errors++;
}
}
if(data429.hook !== undefined){
let data437 = data429.hook;
if(data437 && typeof data437 == "object" && !Array.isArray(data437)){
if(data437.enabled === undefined){
const err607 = {instancePath:instancePath+"/prePuller/hook",schemaPath:"#/properties/prePuller/properties/hook/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err607];
}
else {
vErrors.push(err607);
}
errors++;
}
for(const key123 in data437){
if(!(func2.call(schema11.properties.prePuller.properties.hook.properties, key123))){
const err608 = {instancePath:instancePath+"/prePuller/hook",schemaPath:"#/properties/prePuller/properties/hook/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key123},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err608];
}
else {
vErrors.push(err608);
}
errors++;
}
}
if(data437.enabled !== undefined){
if(typeof data437.enabled !== "boolean"){
const err609 = {instancePath:instancePath+"/prePuller/hook/enabled",schemaPath:"#/properties/prePuller/properties/hook/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err609];
}
else {
vErrors.push(err609);
}
errors++;
}
}
if(data437.pullOnlyOnChanges !== undefined){
if(typeof data437.pullOnlyOnChanges !== "boolean"){
const err610 = {instancePath:instancePath+"/prePuller/hook/pullOnlyOnChanges",schemaPath:"#/properties/prePuller/properties/hook/properties/pullOnlyOnChanges/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err610];
}
else {
vErrors.push(err610);
}
errors++;
}
}
if(data437.podSchedulingWaitDuration !== undefined){
let data440 = data437.podSchedulingWaitDuration;
if(!((typeof data440 == "number") && (!(data440 % 1) && !isNaN(data440)))){
const err611 = {instancePath:instancePath+"/prePuller/hook/podSchedulingWaitDuration",schemaPath:"#/properties/prePuller/properties/hook/properties/podSchedulingWaitDuration/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err611];
}
else {
vErrors.push(err611);
}
errors++;
}
}
if(data437.nodeSelector !== undefined){
let data441 = data437.nodeSelector;
if(data441 && typeof data441 == "object" && !Array.isArray(data441)){
}
else {
const err612 = {instancePath:instancePath+"/prePuller/hook/nodeSelector",schemaPath:"#/properties/prePuller/properties/hook/properties/nodeSelector/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err612];
}
else {
vErrors.push(err612);
}
errors++;
}
}
if(data437.tolerations !== undefined){
if(!(Array.isArray(data437.tolerations))){
const err613 = {instancePath:instancePath+"/prePuller/hook/tolerations",schemaPath:"#/properties/prePuller/properties/hook/properties/tolerations/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err613];
}
else {
vErrors.push(err613);
}
errors++;
}
}
if(data437.containerSecurityContext !== undefined){
let data443 = data437.containerSecurityContext;
if(data443 && typeof data443 == "object" && !Array.isArray(data443)){
}
else {
const err614 = {instancePath:instancePath+"/prePuller/hook/containerSecurityContext",schemaPath:"#/properties/prePuller/properties/hook/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err614];
}
else {
vErrors.push(err614);
}
errors++;
}
}
if(data437.image !== undefined){
let data444 = data437.image;
if(data444 && typeof data444 == "object" && !Array.isArray(data444)){
if(data444.name === undefined){
const err615 = {instancePath:instancePath+"/prePuller/hook/image",schemaPath:"#/properties/prePuller/properties/hook/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err615];
}
else {
vErrors.push(err615);
}
errors++;
}
if(data444.tag === undefined){
const err616 = {instancePath:instancePath+"/prePuller/hook/image",schemaPath:"#/properties/prePuller/properties/hook/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err616];
}
else {
vErrors.push(err616);
}
errors++;
}
for(const key124 in data444){
if(!((((key124 === "name") || (key124 === "tag")) || (key124 === "pullPolicy")) || (key124 === "pullSecrets"))){
const err617 = {instancePath:instancePath+"/prePuller/hook/image",schemaPath:"#/properties/prePuller/properties/hook/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key124},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err617];
}
else {
vErrors.push(err617);
}
errors++;
}
}
if(data444.name !== undefined){
if(typeof data444.name !== "string"){
const err618 = {instancePath:instancePath+"/prePuller/hook/image/name",schemaPath:"#/properties/prePuller/properties/hook/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err618];
}
else {
vErrors.push(err618);
}
errors++;
}
}
if(data444.tag !== undefined){
if(typeof data444.tag !== "string"){
const err619 = {instancePath:instancePath+"/prePuller/hook/image/tag",schemaPath:"#/properties/prePuller/properties/hook/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err619];
}
else {
vErrors.push(err619);
}
errors++;
}
}
if(data444.pullPolicy !== undefined){
let data447 = data444.pullPolicy;
if(!(((((data447 === null) || (data447 === "")) || (data447 === "IfNotPresent")) || (data447 === "Always")) || (data447 === "Never"))){
const err620 = {instancePath:instancePath+"/prePuller/hook/image/pullPolicy",schemaPath:"#/properties/prePuller/properties/hook/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.prePuller.properties.hook.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err620];
}
else {
vErrors.push(err620);
}
errors++;
}
}
if(data444.pullSecrets !== undefined){
if(!(Array.isArray(data444.pullSecrets))){
const err621 = {instancePath:instancePath+"/prePuller/hook/image/pullSecrets",schemaPath:"#/properties/prePuller/properties/hook/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err621];
}
else {
vErrors.push(err621);
}
errors++;
}
}
}
else {
const err622 = {instancePath:instancePath+"/prePuller/hook/image",schemaPath:"#/properties/prePuller/properties/hook/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err622];
}
else {
vErrors.push(err622);
}
errors++;
}
}
if(data437.resources !== undefined){
let data449 = data437.resources;
if(data449 && typeof data449 == "object" && !Array.isArray(data449)){
}
else {
const err623 = {instancePath:instancePath+"/prePuller/hook/resources",schemaPath:"#/properties/prePuller/properties/hook/properties/resources/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err623];
}
else {
vErrors.push(err623);
}
errors++;
}
}
if(data437.serviceAccount !== undefined){
let data450 = data437.serviceAccount;
if(data450 && typeof data450 == "object" && !Array.isArray(data450)){
if(data450.create === undefined){
const err624 = {instancePath:instancePath+"/prePuller/hook/serviceAccount",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err624];
}
else {
vErrors.push(err624);
}
errors++;
}
for(const key125 in data450){
if(!(((key125 === "create") || (key125 === "name")) || (key125 === "annotations"))){
const err625 = {instancePath:instancePath+"/prePuller/hook/serviceAccount",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key125},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err625];
}
else {
vErrors.push(err625);
}
errors++;
}
}
if(data450.create !== undefined){
if(typeof data450.create !== "boolean"){
const err626 = {instancePath:instancePath+"/prePuller/hook/serviceAccount/create",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err626];
}
else {
vErrors.push(err626);
}
errors++;
}
}
if(data450.name !== undefined){
let data452 = data450.name;
if((typeof data452 !== "string") && (data452 !== null)){
const err627 = {instancePath:instancePath+"/prePuller/hook/serviceAccount/name",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/properties/name/type",keyword:"type",params:{type: schema11.properties.prePuller.properties.hook.properties.serviceAccount.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err627];
}
else {
vErrors.push(err627);
}
errors++;
}
}
if(data450.annotations !== undefined){
let data453 = data450.annotations;
if(data453 && typeof data453 == "object" && !Array.isArray(data453)){
for(const key126 in data453){
if(!(pattern2.test(key126))){
const err628 = {instancePath:instancePath+"/prePuller/hook/serviceAccount/annotations",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key126},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err628];
}
else {
vErrors.push(err628);
}
errors++;
}
}
for(const key127 in data453){
if(pattern2.test(key127)){
if(typeof data453[key127] !== "string"){
const err629 = {instancePath:instancePath+"/prePuller/hook/serviceAccount/annotations/" + key127.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err629];
}
else {
vErrors.push(err629);
}
errors++;
}
}
}
}
else {
const err630 = {instancePath:instancePath+"/prePuller/hook/serviceAccount/annotations",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err630];
}
else {
vErrors.push(err630);
}
errors++;
}
}
}
else {
const err631 = {instancePath:instancePath+"/prePuller/hook/serviceAccount",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccount/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err631];
}
else {
vErrors.push(err631);
}
errors++;
}
}
if(data437.serviceAccountImagePuller !== undefined){
let data455 = data437.serviceAccountImagePuller;
if(data455 && typeof data455 == "object" && !Array.isArray(data455)){
if(data455.create === undefined){
const err632 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err632];
}
else {
vErrors.push(err632);
}
errors++;
}
for(const key128 in data455){
if(!(((key128 === "create") || (key128 === "name")) || (key128 === "annotations"))){
const err633 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key128},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err633];
}
else {
vErrors.push(err633);
}
errors++;
}
}
if(data455.create !== undefined){
if(typeof data455.create !== "boolean"){
const err634 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller/create",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err634];
}
else {
vErrors.push(err634);
}
errors++;
}
}
if(data455.name !== undefined){
let data457 = data455.name;
if((typeof data457 !== "string") && (data457 !== null)){
const err635 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller/name",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/properties/name/type",keyword:"type",params:{type: schema11.properties.prePuller.properties.hook.properties.serviceAccountImagePuller.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err635];
}
else {
vErrors.push(err635);
}
errors++;
}
}
if(data455.annotations !== undefined){
let data458 = data455.annotations;
if(data458 && typeof data458 == "object" && !Array.isArray(data458)){
for(const key129 in data458){
if(!(pattern2.test(key129))){
const err636 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller/annotations",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key129},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err636];
}
else {
vErrors.push(err636);
}
errors++;
}
}
for(const key130 in data458){
if(pattern2.test(key130)){
if(typeof data458[key130] !== "string"){
const err637 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller/annotations/" + key130.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err637];
}
else {
vErrors.push(err637);
}
errors++;
}
}
}
}
else {
const err638 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller/annotations",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err638];
}
else {
vErrors.push(err638);
}
errors++;
}
}
}
else {
const err639 = {instancePath:instancePath+"/prePuller/hook/serviceAccountImagePuller",schemaPath:"#/properties/prePuller/properties/hook/properties/serviceAccountImagePuller/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err639];
}
else {
vErrors.push(err639);
}
errors++;
}
}
if(data437.daemonsetAnnotations !== undefined){
let data460 = data437.daemonsetAnnotations;
if(data460 && typeof data460 == "object" && !Array.isArray(data460)){
for(const key131 in data460){
if(!(pattern2.test(key131))){
const err640 = {instancePath:instancePath+"/prePuller/hook/daemonsetAnnotations",schemaPath:"#/properties/prePuller/properties/hook/properties/daemonsetAnnotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key131},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err640];
}
else {
vErrors.push(err640);
}
errors++;
}
}
for(const key132 in data460){
if(pattern2.test(key132)){
if(typeof data460[key132] !== "string"){
const err641 = {instancePath:instancePath+"/prePuller/hook/daemonsetAnnotations/" + key132.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/hook/properties/daemonsetAnnotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err641];
}
else {
vErrors.push(err641);
}
errors++;
}
}
}
}
else {
const err642 = {instancePath:instancePath+"/prePuller/hook/daemonsetAnnotations",schemaPath:"#/properties/prePuller/properties/hook/properties/daemonsetAnnotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err642];
}
else {
vErrors.push(err642);
}
errors++;
}
}
}
else {
const err643 = {instancePath:instancePath+"/prePuller/hook",schemaPath:"#/properties/prePuller/properties/hook/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err643];
}
else {
vErrors.push(err643);
}
errors++;
}
}
if(data429.continuous !== undefined){
let data462 = data429.continuous;
if(data462 && typeof data462 == "object" && !Array.isArray(data462)){
if(data462.enabled === undefined){
const err644 = {instancePath:instancePath+"/prePuller/continuous",schemaPath:"#/properties/prePuller/properties/continuous/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err644];
}
else {
vErrors.push(err644);
}
errors++;
}
for(const key133 in data462){
if(!(((key133 === "enabled") || (key133 === "serviceAccount")) || (key133 === "daemonsetAnnotations"))){
const err645 = {instancePath:instancePath+"/prePuller/continuous",schemaPath:"#/properties/prePuller/properties/continuous/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key133},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err645];
}
else {
vErrors.push(err645);
}
errors++;
}
}
if(data462.enabled !== undefined){
if(typeof data462.enabled !== "boolean"){
const err646 = {instancePath:instancePath+"/prePuller/continuous/enabled",schemaPath:"#/properties/prePuller/properties/continuous/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err646];
}
else {
vErrors.push(err646);
}
errors++;
}
}
if(data462.serviceAccount !== undefined){
let data464 = data462.serviceAccount;
if(data464 && typeof data464 == "object" && !Array.isArray(data464)){
if(data464.create === undefined){
const err647 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err647];
}
else {
vErrors.push(err647);
}
errors++;
}
for(const key134 in data464){
if(!(((key134 === "create") || (key134 === "name")) || (key134 === "annotations"))){
const err648 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key134},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err648];
}
else {
vErrors.push(err648);
}
errors++;
}
}
if(data464.create !== undefined){
if(typeof data464.create !== "boolean"){
const err649 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount/create",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err649];
}
else {
vErrors.push(err649);
}
errors++;
}
}
if(data464.name !== undefined){
let data466 = data464.name;
if((typeof data466 !== "string") && (data466 !== null)){
const err650 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount/name",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/properties/name/type",keyword:"type",params:{type: schema11.properties.prePuller.properties.continuous.properties.serviceAccount.properties.name.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err650];
}
else {
vErrors.push(err650);
}
errors++;
}
}
if(data464.annotations !== undefined){
let data467 = data464.annotations;
if(data467 && typeof data467 == "object" && !Array.isArray(data467)){
for(const key135 in data467){
if(!(pattern2.test(key135))){
const err651 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount/annotations",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/properties/annotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key135},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err651];
}
else {
vErrors.push(err651);
}
errors++;
}
}
for(const key136 in data467){
if(pattern2.test(key136)){
if(typeof data467[key136] !== "string"){
const err652 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount/annotations/" + key136.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/properties/annotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err652];
}
else {
vErrors.push(err652);
}
errors++;
}
}
}
}
else {
const err653 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount/annotations",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/properties/annotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err653];
}
else {
vErrors.push(err653);
}
errors++;
}
}
}
else {
const err654 = {instancePath:instancePath+"/prePuller/continuous/serviceAccount",schemaPath:"#/properties/prePuller/properties/continuous/properties/serviceAccount/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err654];
}
else {
vErrors.push(err654);
}
errors++;
}
}
if(data462.daemonsetAnnotations !== undefined){
let data469 = data462.daemonsetAnnotations;
if(data469 && typeof data469 == "object" && !Array.isArray(data469)){
for(const key137 in data469){
if(!(pattern2.test(key137))){
const err655 = {instancePath:instancePath+"/prePuller/continuous/daemonsetAnnotations",schemaPath:"#/properties/prePuller/properties/continuous/properties/daemonsetAnnotations/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key137},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err655];
}
else {
vErrors.push(err655);
}
errors++;
}
}
for(const key138 in data469){
if(pattern2.test(key138)){
if(typeof data469[key138] !== "string"){
const err656 = {instancePath:instancePath+"/prePuller/continuous/daemonsetAnnotations/" + key138.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/continuous/properties/daemonsetAnnotations/patternProperties/.*/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err656];
}
else {
vErrors.push(err656);
}
errors++;
}
}
}
}
else {
const err657 = {instancePath:instancePath+"/prePuller/continuous/daemonsetAnnotations",schemaPath:"#/properties/prePuller/properties/continuous/properties/daemonsetAnnotations/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err657];
}
else {
vErrors.push(err657);
}
errors++;
}
}
}
else {
const err658 = {instancePath:instancePath+"/prePuller/continuous",schemaPath:"#/properties/prePuller/properties/continuous/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err658];
}
else {
vErrors.push(err658);
}
errors++;
}
}
if(data429.pullProfileListImages !== undefined){
if(typeof data429.pullProfileListImages !== "boolean"){
const err659 = {instancePath:instancePath+"/prePuller/pullProfileListImages",schemaPath:"#/properties/prePuller/properties/pullProfileListImages/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err659];
}
else {
vErrors.push(err659);
}
errors++;
}
}
if(data429.extraImages !== undefined){
let data472 = data429.extraImages;
if(data472 && typeof data472 == "object" && !Array.isArray(data472)){
for(const key139 in data472){
if(!(pattern2.test(key139))){
const err660 = {instancePath:instancePath+"/prePuller/extraImages",schemaPath:"#/properties/prePuller/properties/extraImages/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key139},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err660];
}
else {
vErrors.push(err660);
}
errors++;
}
}
for(const key140 in data472){
if(pattern2.test(key140)){
let data473 = data472[key140];
if(data473 && typeof data473 == "object" && !Array.isArray(data473)){
if(data473.name === undefined){
const err661 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err661];
}
else {
vErrors.push(err661);
}
errors++;
}
if(data473.tag === undefined){
const err662 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err662];
}
else {
vErrors.push(err662);
}
errors++;
}
for(const key141 in data473){
if(!(((key141 === "name") || (key141 === "tag")) || (key141 === "pullPolicy"))){
const err663 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key141},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err663];
}
else {
vErrors.push(err663);
}
errors++;
}
}
if(data473.name !== undefined){
if(typeof data473.name !== "string"){
const err664 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1")+"/name",schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err664];
}
else {
vErrors.push(err664);
}
errors++;
}
}
if(data473.tag !== undefined){
if(typeof data473.tag !== "string"){
const err665 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1")+"/tag",schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err665];
}
else {
vErrors.push(err665);
}
errors++;
}
}
if(data473.pullPolicy !== undefined){
let data476 = data473.pullPolicy;
if(!(((((data476 === null) || (data476 === "")) || (data476 === "IfNotPresent")) || (data476 === "Always")) || (data476 === "Never"))){
const err666 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1")+"/pullPolicy",schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.prePuller.properties.extraImages.patternProperties[".*"].properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err666];
}
else {
vErrors.push(err666);
}
errors++;
}
}
}
else {
const err667 = {instancePath:instancePath+"/prePuller/extraImages/" + key140.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/prePuller/properties/extraImages/patternProperties/.*/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err667];
}
else {
vErrors.push(err667);
}
errors++;
}
}
}
}
else {
const err668 = {instancePath:instancePath+"/prePuller/extraImages",schemaPath:"#/properties/prePuller/properties/extraImages/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err668];
}
else {
vErrors.push(err668);
}
errors++;
}
}
if(data429.containerSecurityContext !== undefined){
let data477 = data429.containerSecurityContext;
if(data477 && typeof data477 == "object" && !Array.isArray(data477)){
}
else {
const err669 = {instancePath:instancePath+"/prePuller/containerSecurityContext",schemaPath:"#/properties/prePuller/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err669];
}
else {
vErrors.push(err669);
}
errors++;
}
}
if(data429.pause !== undefined){
let data478 = data429.pause;
if(data478 && typeof data478 == "object" && !Array.isArray(data478)){
for(const key142 in data478){
if(!((key142 === "containerSecurityContext") || (key142 === "image"))){
const err670 = {instancePath:instancePath+"/prePuller/pause",schemaPath:"#/properties/prePuller/properties/pause/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key142},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err670];
}
else {
vErrors.push(err670);
}
errors++;
}
}
if(data478.containerSecurityContext !== undefined){
let data479 = data478.containerSecurityContext;
if(data479 && typeof data479 == "object" && !Array.isArray(data479)){
}
else {
const err671 = {instancePath:instancePath+"/prePuller/pause/containerSecurityContext",schemaPath:"#/properties/prePuller/properties/pause/properties/containerSecurityContext/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err671];
}
else {
vErrors.push(err671);
}
errors++;
}
}
if(data478.image !== undefined){
let data480 = data478.image;
if(data480 && typeof data480 == "object" && !Array.isArray(data480)){
if(data480.name === undefined){
const err672 = {instancePath:instancePath+"/prePuller/pause/image",schemaPath:"#/properties/prePuller/properties/pause/properties/image/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err672];
}
else {
vErrors.push(err672);
}
errors++;
}
if(data480.tag === undefined){
const err673 = {instancePath:instancePath+"/prePuller/pause/image",schemaPath:"#/properties/prePuller/properties/pause/properties/image/required",keyword:"required",params:{missingProperty: "tag"},message:"must have required property '"+"tag"+"'"};
if(vErrors === null){
vErrors = [err673];
}
else {
vErrors.push(err673);
}
errors++;
}
for(const key143 in data480){
if(!((((key143 === "name") || (key143 === "tag")) || (key143 === "pullPolicy")) || (key143 === "pullSecrets"))){
const err674 = {instancePath:instancePath+"/prePuller/pause/image",schemaPath:"#/properties/prePuller/properties/pause/properties/image/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key143},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err674];
}
else {
vErrors.push(err674);
}
errors++;
}
}
if(data480.name !== undefined){
if(typeof data480.name !== "string"){
const err675 = {instancePath:instancePath+"/prePuller/pause/image/name",schemaPath:"#/properties/prePuller/properties/pause/properties/image/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err675];
}
else {
vErrors.push(err675);
}
errors++;
}
}
if(data480.tag !== undefined){
if(typeof data480.tag !== "string"){
const err676 = {instancePath:instancePath+"/prePuller/pause/image/tag",schemaPath:"#/properties/prePuller/properties/pause/properties/image/properties/tag/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err676];
}
else {
vErrors.push(err676);
}
errors++;
}
}
if(data480.pullPolicy !== undefined){
let data483 = data480.pullPolicy;
if(!(((((data483 === null) || (data483 === "")) || (data483 === "IfNotPresent")) || (data483 === "Always")) || (data483 === "Never"))){
const err677 = {instancePath:instancePath+"/prePuller/pause/image/pullPolicy",schemaPath:"#/properties/prePuller/properties/pause/properties/image/properties/pullPolicy/enum",keyword:"enum",params:{allowedValues: schema11.properties.prePuller.properties.pause.properties.image.properties.pullPolicy.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err677];
}
else {
vErrors.push(err677);
}
errors++;
}
}
if(data480.pullSecrets !== undefined){
if(!(Array.isArray(data480.pullSecrets))){
const err678 = {instancePath:instancePath+"/prePuller/pause/image/pullSecrets",schemaPath:"#/properties/prePuller/properties/pause/properties/image/properties/pullSecrets/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err678];
}
else {
vErrors.push(err678);
}
errors++;
}
}
}
else {
const err679 = {instancePath:instancePath+"/prePuller/pause/image",schemaPath:"#/properties/prePuller/properties/pause/properties/image/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err679];
}
else {
vErrors.push(err679);
}
errors++;
}
}
}
else {
const err680 = {instancePath:instancePath+"/prePuller/pause",schemaPath:"#/properties/prePuller/properties/pause/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err680];
}
else {
vErrors.push(err680);
}
errors++;
}
}
}
else {
const err681 = {instancePath:instancePath+"/prePuller",schemaPath:"#/properties/prePuller/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err681];
}
else {
vErrors.push(err681);
}
errors++;
}
}
if(data.custom !== undefined){
let data485 = data.custom;
if(data485 && typeof data485 == "object" && !Array.isArray(data485)){
}
else {
const err682 = {instancePath:instancePath+"/custom",schemaPath:"#/properties/custom/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err682];
}
else {
vErrors.push(err682);
}
errors++;
}
}
if(data.cull !== undefined){
let data486 = data.cull;
if(data486 && typeof data486 == "object" && !Array.isArray(data486)){
if(data486.enabled === undefined){
const err683 = {instancePath:instancePath+"/cull",schemaPath:"#/properties/cull/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err683];
}
else {
vErrors.push(err683);
}
errors++;
}
for(const key144 in data486){
if(!((((((((key144 === "enabled") || (key144 === "users")) || (key144 === "adminUsers")) || (key144 === "removeNamedServers")) || (key144 === "timeout")) || (key144 === "every")) || (key144 === "concurrency")) || (key144 === "maxAge"))){
const err684 = {instancePath:instancePath+"/cull",schemaPath:"#/properties/cull/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key144},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err684];
}
else {
vErrors.push(err684);
}
errors++;
}
}
if(data486.enabled !== undefined){
if(typeof data486.enabled !== "boolean"){
const err685 = {instancePath:instancePath+"/cull/enabled",schemaPath:"#/properties/cull/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err685];
}
else {
vErrors.push(err685);
}
errors++;
}
}
if(data486.users !== undefined){
let data488 = data486.users;
if((typeof data488 !== "boolean") && (data488 !== null)){
const err686 = {instancePath:instancePath+"/cull/users",schemaPath:"#/properties/cull/properties/users/type",keyword:"type",params:{type: schema11.properties.cull.properties.users.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err686];
}
else {
vErrors.push(err686);
}
errors++;
}
}
if(data486.adminUsers !== undefined){
let data489 = data486.adminUsers;
if((typeof data489 !== "boolean") && (data489 !== null)){
const err687 = {instancePath:instancePath+"/cull/adminUsers",schemaPath:"#/properties/cull/properties/adminUsers/type",keyword:"type",params:{type: schema11.properties.cull.properties.adminUsers.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err687];
}
else {
vErrors.push(err687);
}
errors++;
}
}
if(data486.removeNamedServers !== undefined){
let data490 = data486.removeNamedServers;
if((typeof data490 !== "boolean") && (data490 !== null)){
const err688 = {instancePath:instancePath+"/cull/removeNamedServers",schemaPath:"#/properties/cull/properties/removeNamedServers/type",keyword:"type",params:{type: schema11.properties.cull.properties.removeNamedServers.type},message:"must be boolean,null"};
if(vErrors === null){
vErrors = [err688];
}
else {
vErrors.push(err688);
}
errors++;
}
}
if(data486.timeout !== undefined){
let data491 = data486.timeout;
if((!((typeof data491 == "number") && (!(data491 % 1) && !isNaN(data491)))) && (data491 !== null)){
const err689 = {instancePath:instancePath+"/cull/timeout",schemaPath:"#/properties/cull/properties/timeout/type",keyword:"type",params:{type: schema11.properties.cull.properties.timeout.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err689];
}
else {
vErrors.push(err689);
}
errors++;
}
}
if(data486.every !== undefined){
let data492 = data486.every;
if((!((typeof data492 == "number") && (!(data492 % 1) && !isNaN(data492)))) && (data492 !== null)){
const err690 = {instancePath:instancePath+"/cull/every",schemaPath:"#/properties/cull/properties/every/type",keyword:"type",params:{type: schema11.properties.cull.properties.every.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err690];
}
else {
vErrors.push(err690);
}
errors++;
}
}
if(data486.concurrency !== undefined){
let data493 = data486.concurrency;
if((!((typeof data493 == "number") && (!(data493 % 1) && !isNaN(data493)))) && (data493 !== null)){
const err691 = {instancePath:instancePath+"/cull/concurrency",schemaPath:"#/properties/cull/properties/concurrency/type",keyword:"type",params:{type: schema11.properties.cull.properties.concurrency.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err691];
}
else {
vErrors.push(err691);
}
errors++;
}
}
if(data486.maxAge !== undefined){
let data494 = data486.maxAge;
if((!((typeof data494 == "number") && (!(data494 % 1) && !isNaN(data494)))) && (data494 !== null)){
const err692 = {instancePath:instancePath+"/cull/maxAge",schemaPath:"#/properties/cull/properties/maxAge/type",keyword:"type",params:{type: schema11.properties.cull.properties.maxAge.type},message:"must be integer,null"};
if(vErrors === null){
vErrors = [err692];
}
else {
vErrors.push(err692);
}
errors++;
}
}
}
else {
const err693 = {instancePath:instancePath+"/cull",schemaPath:"#/properties/cull/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err693];
}
else {
vErrors.push(err693);
}
errors++;
}
}
if(data.debug !== undefined){
let data495 = data.debug;
if(data495 && typeof data495 == "object" && !Array.isArray(data495)){
if(data495.enabled === undefined){
const err694 = {instancePath:instancePath+"/debug",schemaPath:"#/properties/debug/required",keyword:"required",params:{missingProperty: "enabled"},message:"must have required property '"+"enabled"+"'"};
if(vErrors === null){
vErrors = [err694];
}
else {
vErrors.push(err694);
}
errors++;
}
for(const key145 in data495){
if(!(key145 === "enabled")){
const err695 = {instancePath:instancePath+"/debug",schemaPath:"#/properties/debug/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key145},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err695];
}
else {
vErrors.push(err695);
}
errors++;
}
}
if(data495.enabled !== undefined){
if(typeof data495.enabled !== "boolean"){
const err696 = {instancePath:instancePath+"/debug/enabled",schemaPath:"#/properties/debug/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err696];
}
else {
vErrors.push(err696);
}
errors++;
}
}
}
else {
const err697 = {instancePath:instancePath+"/debug",schemaPath:"#/properties/debug/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err697];
}
else {
vErrors.push(err697);
}
errors++;
}
}
if(data.rbac !== undefined){
let data497 = data.rbac;
if(data497 && typeof data497 == "object" && !Array.isArray(data497)){
if(data497.create === undefined){
const err698 = {instancePath:instancePath+"/rbac",schemaPath:"#/properties/rbac/required",keyword:"required",params:{missingProperty: "create"},message:"must have required property '"+"create"+"'"};
if(vErrors === null){
vErrors = [err698];
}
else {
vErrors.push(err698);
}
errors++;
}
for(const key146 in data497){
if(!((key146 === "enabled") || (key146 === "create"))){
const err699 = {instancePath:instancePath+"/rbac",schemaPath:"#/properties/rbac/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key146},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err699];
}
else {
vErrors.push(err699);
}
errors++;
}
}
if(data497.enabled !== undefined){
if(typeof data497.enabled !== "boolean"){
const err700 = {instancePath:instancePath+"/rbac/enabled",schemaPath:"#/properties/rbac/properties/enabled/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err700];
}
else {
vErrors.push(err700);
}
errors++;
}
}
if(data497.create !== undefined){
if(typeof data497.create !== "boolean"){
const err701 = {instancePath:instancePath+"/rbac/create",schemaPath:"#/properties/rbac/properties/create/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err701];
}
else {
vErrors.push(err701);
}
errors++;
}
}
}
else {
const err702 = {instancePath:instancePath+"/rbac",schemaPath:"#/properties/rbac/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err702];
}
else {
vErrors.push(err702);
}
errors++;
}
}
if(data.global !== undefined){
let data500 = data.global;
if(data500 && typeof data500 == "object" && !Array.isArray(data500)){
if(data500.safeToShowValues !== undefined){
if(typeof data500.safeToShowValues !== "boolean"){
const err703 = {instancePath:instancePath+"/global/safeToShowValues",schemaPath:"#/properties/global/properties/safeToShowValues/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err703];
}
else {
vErrors.push(err703);
}
errors++;
}
}
}
else {
const err704 = {instancePath:instancePath+"/global",schemaPath:"#/properties/global/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err704];
}
else {
vErrors.push(err704);
}
errors++;
}
}
}
else {
const err705 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err705];
}
else {
vErrors.push(err705);
}
errors++;
}
validate10.errors = vErrors;
return errors === 0;
}
