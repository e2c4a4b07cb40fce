# SPDX-License-Identifier: MIT
# Writes an SPDX 2.3 document in JSON. Files: configure.ac with plugins.m4, for the libraries; sha1sum's output; then
# sha256sum's. Variables: version url namespace code sum created.
FNR == 1 { file++ }
file == 1 && match($0, /(OTK_PKG|PKG_CHECK_MODULES)\(\[(GNUTLS|CURL|JSONC|MICROHTTPD|SQLITE|SMARTCOLS|CRYPTO|HIREDIS|LIBZIP)\], \[[^]]*/) {
	text = substr($0, RSTART, RLENGTH)
	sub(/.*\[/, "", text)
	split(text, part, " ")
	if (!(part[1] in known))
		library[++libraries] = part[1]
	known[part[1]] = part[3]
	next
}
file == 2 { sha1[++files] = $1; name[files] = $2 }
file == 3 { sha256[$2] = $1 }
END {
	printf "{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"dataLicense\": \"CC0-1.0\",\n"
	printf "  \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"name\": \"otk-%s\",\n", version
	printf "  \"documentNamespace\": \"%s\",\n", namespace
	printf "  \"creationInfo\": {\"created\": \"%s\", \"creators\": [\"Tool: script/release\"]},\n", created
	printf "  \"packages\": [\n    {\"name\": \"otk\", \"SPDXID\": \"SPDXRef-otk\", \"versionInfo\": \"%s\",\n", version
	printf "     \"downloadLocation\": \"%sreleases/otk-%s.tar.xz\", \"homepage\": \"%s\",\n", url, version, url
	printf "     \"filesAnalyzed\": true, \"packageVerificationCode\": {\"packageVerificationCodeValue\": \"%s\"},\n", code
	printf "     \"checksums\": [{\"algorithm\": \"SHA256\", \"checksumValue\": \"%s\"}],\n", sum
	printf "     \"licenseConcluded\": \"MIT\", \"licenseDeclared\": \"MIT\", \"licenseInfoFromFiles\": [\"MIT\"],\n"
	printf "     \"copyrightText\": \"2026 the otk developers\"}"
	for (i = 1; i <= libraries; i++)
		printf ",\n    {\"name\": \"%s\", \"SPDXID\": \"SPDXRef-%s\", \"versionInfo\": \"%s or later\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"licenseConcluded\": \"NOASSERTION\", \"licenseDeclared\": \"NOASSERTION\", \"copyrightText\": \"NOASSERTION\"}", library[i], library[i], known[library[i]]
	printf "\n  ],\n  \"files\": ["
	for (i = 1; i <= files; i++)
		printf "%s\n    {\"fileName\": \"%s\", \"SPDXID\": \"SPDXRef-file-%d\", \"checksums\": [{\"algorithm\": \"SHA1\", \"checksumValue\": \"%s\"}, {\"algorithm\": \"SHA256\", \"checksumValue\": \"%s\"}], \"licenseConcluded\": \"MIT\", \"licenseInfoInFiles\": [\"NOASSERTION\"], \"copyrightText\": \"2026 the otk developers\"}", (i > 1 ? "," : ""), name[i], i, sha1[i], sha256[name[i]]
	printf "\n  ],\n  \"relationships\": [\n    {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-otk\"}"
	for (i = 1; i <= libraries; i++)
		printf ",\n    {\"spdxElementId\": \"SPDXRef-otk\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"SPDXRef-%s\"}", library[i]
	for (i = 1; i <= files; i++)
		printf ",\n    {\"spdxElementId\": \"SPDXRef-otk\", \"relationshipType\": \"CONTAINS\", \"relatedSpdxElement\": \"SPDXRef-file-%d\"}", i
	printf "\n  ]\n}\n"
}
