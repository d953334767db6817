package io.rollcall.sync.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names that mean more on the nodes of a cluster than a person or a team. A node reads its own files before the
/// directory, Hadoop maps a principal to the service of its name, sudo and polkit go by the name of a group: such
/// a name would give what no role gives. They are reserved for users and for groups alike
/// (docs/decisions/0097-names-that-mean-more.md).
final class ReservedNames {
    /// Of a Manager 3.x and its services (contract, 5.2).
    private static final String MANAGER_USERS = """
            admin backup oms clientregister zookeeper zkcli flume flume_server hdfs mapred mr_zk hue hive hbase thrift
            oozie loader spark2x spark_zk kafka storm storm_zk knox executor tez rangeradmin rangerauditor
            rangerusersync rangertagsync cdl iotdb check_ker_m root omm ommdba ldap pg_search_dn krbkdc krbadmin""";

    private static final String MANAGER_GROUPS = """
            hadoop hadoopmanager hetuadmin hive cdladmin cdl iotdbgroup kafka kafkaadmin kafkasuperuser storm stormadmin
            supergroup yarnviewgroup check_sec_ldap compcommon wheel ficommon hbase spark flume presto opentsdb
            launcher-job""";

    /// Roles, which are no groups to a Manager; but a group that is called like one is taken for it by people.
    private static final String MANAGER_ROLES = """
            manager_administrator manager_operator manager_auditor manager_viewer manager_tenant system_administrator
            default manager_administrator_180 manager_auditor_181 manager_operator_182 manager_viewer_183
            system_administrator_186 manager_tenant_187 default_1000""";

    /// Users that services of Hadoop run as, also in other distributions.
    private static final String HADOOP = """
            yarn spark spark2 spark3 impala presto trino opentsdb hadoop kms httpfs mapreduce historyserver ranger atlas
            livy flink sqoop sqoop2 sentry hcat webhcat solr kudu druid phoenix zeppelin accumulo ambari ambari-qa
            cloudera-scm hetu hetuserver guardian elasticsearch clickhouse doris redis nodeagent dbservice""";

    /// Principals that a realm has or that services are known by.
    private static final String KERBEROS = """
            krbtgt kadmin kadmind kdc kiprop kpasswd changepw k host http nfs cifs smtp imap dns rcmd wellknown
            anonymous""";

    /// Accounts and groups of the usual distributions, of their cloud images, and of what is usually
    /// installed there.
    private static final String LINUX = """
            root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody nogroup
            nfsnobody adm shutdown halt operator ftp tty disk floppy tape dip cdrom audio video voice fax dialout kmem
            mem shadow utmp utempter sudo wheel staff users src sasl input render kvm sgx plugdev netdev bluetooth
            scanner lpadmin crontab mlocate plocate locate lock ssl-cert ssh_keys messagebus dbus polkitd avahi colord
            rtkit pulse sshd ssh _ssh ntp chrony _chrony tss tcpdump rpc rpcuser statd _rpc sssd nslcd named bind
            unbound dnsmasq dhcpd dhcpcd syslog uuidd usbmux _apt lxd libvirt libvirt-qemu qemu vboxadd apache httpd
            nginx tomcat squid haproxy postfix postdrop dovecot exim debian-exim cyrus mysql mariadb postgres mongod
            memcache memcached rabbitmq zabbix nagios nrpe prometheus node_exporter grafana puppet chef salt docker
            dockerroot containerd podman kubelet etcd keepalived saslauth openldap dirsrv slapd openvpn radiusd abrt
            gdm lightdm cloud-init admin administrator ubuntu debian centos rocky almalinux fedora ec2-user cloud-user
            azureuser opc vagrant""";

    private static final String SYSTEMD = "systemd-";

    /// All names that are reserved one by one, as a Manager compares them.
    static final Set<String> ALL = Stream.of(MANAGER_USERS, MANAGER_GROUPS, MANAGER_ROLES, HADOOP, KERBEROS, LINUX)
            .flatMap(names -> Arrays.stream(names.split("\\s+")))
            .collect(Collectors.toUnmodifiableSet());

    private ReservedNames() {}

    /// The rule by which a name is reserved for its form, in words; empty if it is not.
    static Optional<String> byForm(String name) {
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of("a name of digits only is taken for a number by the programs of an operating system");
        }
        if (name.startsWith("-")) {
            return Optional.of(
                    "a name that begins with '-' is taken for an option by the programs of an operating system");
        }
        return name.toLowerCase(Locale.ROOT).startsWith(SYSTEMD)
                ? Optional.of("names that begin with 'systemd-' belong to the operating system")
                : Optional.empty();
    }
}
